## The simulator of Azure: a library for tests in C, a program for the others.
check_LIBRARIES += tests/azure/libsim.a
tests_azure_libsim_a_CPPFLAGS = $(AM_CPPFLAGS) $(MICROHTTPD_CFLAGS)
tests_azure_libsim_a_SOURCES = tests/azure/sim.c tests/azure/sim.h \
	tests/azure/sim_answer.c tests/azure/sim_answer.h tests/azure/sim_arm.c \
	tests/azure/sim_arm.h tests/azure/sim_canned.c tests/azure/sim_canned.h \
	tests/azure/sim_cut.c tests/azure/sim_cut.h tests/azure/sim_fault.c \
	tests/azure/sim_fault.h tests/azure/sim_filter.c tests/azure/sim_filter.h \
	tests/azure/sim_graph.c tests/azure/sim_graph.h tests/azure/sim_graph_row.c \
	tests/azure/sim_graph_row.h tests/azure/sim_index.c tests/azure/sim_index.h \
	tests/azure/sim_kql.c tests/azure/sim_kql.h tests/azure/sim_list.c \
	tests/azure/sim_list.h tests/azure/sim_load.c tests/azure/sim_log.c \
	tests/azure/sim_log.h tests/azure/sim_machine.c tests/azure/sim_machine.h \
	tests/azure/sim_page.c tests/azure/sim_page.h tests/azure/sim_path.c \
	tests/azure/sim_path.h tests/azure/sim_proof.c tests/azure/sim_proof.h \
	tests/azure/sim_quota.c tests/azure/sim_quota.h tests/azure/sim_serve.c \
	tests/azure/sim_serve.h tests/azure/sim_store.c tests/azure/sim_store.h \
	tests/azure/sim_stream.c tests/azure/sim_stream.h tests/azure/sim_text.c \
	tests/azure/sim_text.h tests/azure/sim_tls.c tests/azure/sim_tls.h \
	tests/azure/sim_token.c tests/azure/sim_token.h tests/azure/sim_type.c \
	tests/azure/sim_type.h tests/azure/sim_world.c tests/azure/sim_world.h

SIM_LIBS = tests/azure/libsim.a $(MICROHTTPD_LIBS) $(JANSSON_LIBS) $(OPENSSL_LIBS) \
	-lpthread
SIM_TESTS = tests/azure/test_sim tests/azure/test_sim_faults

check_PROGRAMS += tests/azure/azure-sim $(SIM_TESTS)
TESTS += $(SIM_TESTS)

tests_azure_azure_sim_SOURCES = tests/azure/sim_main.c
tests_azure_azure_sim_LDADD = $(SIM_LIBS)

tests_azure_test_sim_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_azure_test_sim_SOURCES = tests/azure/test_sim.c tests/azure/sim_client.c \
	tests/azure/sim_client.h
tests_azure_test_sim_LDADD = $(SIM_LIBS) $(CMOCKA_LIBS) $(LIBCURL_LIBS)

tests_azure_test_sim_faults_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_azure_test_sim_faults_SOURCES = tests/azure/test_sim_faults.c \
	tests/azure/sim_client.c tests/azure/sim_client.h
tests_azure_test_sim_faults_LDADD = $(SIM_LIBS) $(CMOCKA_LIBS) $(LIBCURL_LIBS)
