noinst_LIBRARIES += core/libcollect.a
core_libcollect_a_SOURCES = core/collect/access.c core/collect/access.h \
	core/collect/account.c core/collect/account.h core/collect/auth.c \
	core/collect/auth.h core/collect/auth_auto.c core/collect/auth_auto.h \
	core/collect/auth_cert.c core/collect/auth_cert.h core/collect/auth_chain.c \
	core/collect/auth_chain.h core/collect/auth_cli.c core/collect/auth_cli.h \
	core/collect/auth_environment.c core/collect/auth_environment.h \
	core/collect/auth_federated.c core/collect/auth_federated.h \
	core/collect/auth_file.c core/collect/auth_file.h core/collect/auth_managed.c \
	core/collect/auth_managed.h core/collect/auth_secret.c core/collect/auth_secret.h \
	core/collect/auth_session.c core/collect/auth_session.h core/collect/auth_token.c \
	core/collect/auth_token.h core/collect/azerr.c core/collect/azerr.h \
	core/collect/cert.c core/collect/cert.h core/collect/challenge.c \
	core/collect/challenge.h core/collect/collector.c core/collect/collector.h \
	core/collect/cost.c core/collect/cost.h core/collect/entra.c core/collect/entra.h core/collect/fetch.c core/collect/fetch.h \
	core/collect/fetch_answer.c core/collect/fetch_int.h core/collect/form.c \
	core/collect/form.h core/collect/graph.c core/collect/graph.h \
	core/collect/harvest.c core/collect/harvest.h core/collect/harvest_answer.c \
	core/collect/harvest_answer.h core/collect/harvest_follow.c \
	core/collect/harvest_follow.h core/collect/http.c core/collect/http.h \
	core/collect/http_ask.c core/collect/http_want.c core/collect/http_want.h \
	core/collect/issuer.c core/collect/issuer.h core/collect/keyset.c \
	core/collect/keyset.h core/collect/lane.c core/collect/lane.h \
	core/collect/managed.h core/collect/managed_app.c core/collect/managed_arc.c \
	core/collect/managed_imds.c core/collect/metadata.c core/collect/metadata.h \
	core/collect/origin.c core/collect/origin.h core/collect/outcome.c \
	core/collect/outcome.h core/collect/page.c core/collect/page.h \
	core/collect/parts.c core/collect/parts.h core/collect/paging.c core/collect/paging.h core/collect/resume.c \
	core/collect/resume.h core/collect/retry.c core/collect/retry.h \
	core/collect/store.c core/collect/store.h core/collect/task.c core/collect/task.h \
	core/collect/throttle.c core/collect/throttle.h core/collect/wanted.c \
	core/collect/wanted.h
