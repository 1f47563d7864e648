## Those that try to get out of the cage, or to get in by the side door.
EXTRA_DIST += tests/zoo/caged tests/zoo/plugins/cage.h
check_LTLIBRARIES += \
	tests/zoo/plugins/bpf-in-run.la \
	tests/zoo/plugins/changes-locale.la \
	tests/zoo/plugins/changes-user.la \
	tests/zoo/plugins/connect-in-run.la \
	tests/zoo/plugins/constructor-closes.la \
	tests/zoo/plugins/constructor-connects.la \
	tests/zoo/plugins/constructor-filter.la \
	tests/zoo/plugins/constructor-filter-socket.la \
	tests/zoo/plugins/constructor-forks.la \
	tests/zoo/plugins/constructor-maps-exec.la \
	tests/zoo/plugins/constructor-marker.la \
	tests/zoo/plugins/constructor-opens.la \
	tests/zoo/plugins/exec-in-run.la \
	tests/zoo/plugins/exec-memfd.la \
	tests/zoo/plugins/exec-stack.la \
	tests/zoo/plugins/foreign-library.la \
	tests/zoo/plugins/forges-cage.la \
	tests/zoo/plugins/forges-neighbour.la \
	tests/zoo/plugins/forges-verdicts.la \
	tests/zoo/plugins/fork-in-run.la \
	tests/zoo/plugins/huge-evidence.la \
	tests/zoo/plugins/io-uring-in-run.la \
	tests/zoo/plugins/keyctl-in-run.la \
	tests/zoo/plugins/kills-parent.la \
	tests/zoo/plugins/kills-parent-by-thread.la \
	tests/zoo/plugins/maps-exec.la \
	tests/zoo/plugins/maps-write-exec.la \
	tests/zoo/plugins/memfd-in-run.la \
	tests/zoo/plugins/million-frames.la \
	tests/zoo/plugins/mount-in-run.la \
	tests/zoo/plugins/opens-for-write.la \
	tests/zoo/plugins/opens-inventory-again.la \
	tests/zoo/plugins/opens-own-maps.la \
	tests/zoo/plugins/opens-parent-environ.la \
	tests/zoo/plugins/opens-passwd.la \
	tests/zoo/plugins/other-architecture.la \
	tests/zoo/plugins/percent-n.la \
	tests/zoo/plugins/prctl-games.la \
	tests/zoo/plugins/protects-exec.la \
	tests/zoo/plugins/ptrace-parent.la \
	tests/zoo/plugins/raises-limit.la \
	tests/zoo/plugins/reads-parent-memory.la \
	tests/zoo/plugins/resolves-name.la \
	tests/zoo/plugins/runpath.la \
	tests/zoo/plugins/short-check-size.la \
	tests/zoo/plugins/socket-in-run.la \
	tests/zoo/plugins/symbol-clash.la \
	tests/zoo/plugins/thread-in-run.la \
	tests/zoo/plugins/unshare-in-run.la \
	tests/zoo/plugins/uses-libc.la \
	tests/zoo/plugins/vfork-in-run.la

tests_zoo_plugins_bpf_in_run_la_SOURCES = tests/zoo/plugins/bpf-in-run.c
tests_zoo_plugins_bpf_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_bpf_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_changes_locale_la_SOURCES = tests/zoo/plugins/changes-locale.c
tests_zoo_plugins_changes_locale_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_changes_locale_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_changes_user_la_SOURCES = tests/zoo/plugins/changes-user.c
tests_zoo_plugins_changes_user_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_changes_user_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_connect_in_run_la_SOURCES = tests/zoo/plugins/connect-in-run.c
tests_zoo_plugins_connect_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_connect_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_closes_la_SOURCES = tests/zoo/plugins/constructor-closes.c
tests_zoo_plugins_constructor_closes_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_closes_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_connects_la_SOURCES = tests/zoo/plugins/constructor-connects.c
tests_zoo_plugins_constructor_connects_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_connects_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_filter_la_SOURCES = tests/zoo/plugins/constructor-filter.c
tests_zoo_plugins_constructor_filter_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_filter_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_filter_socket_la_SOURCES = tests/zoo/plugins/constructor-filter-socket.c
tests_zoo_plugins_constructor_filter_socket_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_filter_socket_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_forks_la_SOURCES = tests/zoo/plugins/constructor-forks.c
tests_zoo_plugins_constructor_forks_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_forks_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_maps_exec_la_SOURCES = tests/zoo/plugins/constructor-maps-exec.c
tests_zoo_plugins_constructor_maps_exec_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_maps_exec_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_marker_la_SOURCES = tests/zoo/plugins/constructor-marker.c
tests_zoo_plugins_constructor_marker_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_marker_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_constructor_opens_la_SOURCES = tests/zoo/plugins/constructor-opens.c
tests_zoo_plugins_constructor_opens_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_constructor_opens_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_exec_in_run_la_SOURCES = tests/zoo/plugins/exec-in-run.c
tests_zoo_plugins_exec_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_exec_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_exec_memfd_la_SOURCES = tests/zoo/plugins/exec-memfd.c
tests_zoo_plugins_exec_memfd_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_exec_memfd_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_exec_stack_la_SOURCES = tests/zoo/plugins/exec-stack.c
tests_zoo_plugins_exec_stack_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_exec_stack_la_LDFLAGS = -module $(ZOO_LDFLAGS) -Wl,-z,execstack
tests_zoo_plugins_foreign_library_la_SOURCES = tests/zoo/plugins/foreign-library.c
tests_zoo_plugins_foreign_library_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_foreign_library_la_LDFLAGS = -module $(ZOO_LDFLAGS) -Wl,--no-as-needed -Wl,-l:libdl.so.2
tests_zoo_plugins_forges_cage_la_SOURCES = tests/zoo/plugins/forges-cage.c
tests_zoo_plugins_forges_cage_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_forges_cage_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_forges_neighbour_la_SOURCES = tests/zoo/plugins/forges-neighbour.c
tests_zoo_plugins_forges_neighbour_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_forges_neighbour_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_forges_verdicts_la_SOURCES = tests/zoo/plugins/forges-verdicts.c
tests_zoo_plugins_forges_verdicts_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_forges_verdicts_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_fork_in_run_la_SOURCES = tests/zoo/plugins/fork-in-run.c
tests_zoo_plugins_fork_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_fork_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_huge_evidence_la_SOURCES = tests/zoo/plugins/huge-evidence.c
tests_zoo_plugins_huge_evidence_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_huge_evidence_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_io_uring_in_run_la_SOURCES = tests/zoo/plugins/io-uring-in-run.c
tests_zoo_plugins_io_uring_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_io_uring_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_keyctl_in_run_la_SOURCES = tests/zoo/plugins/keyctl-in-run.c
tests_zoo_plugins_keyctl_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_keyctl_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_kills_parent_la_SOURCES = tests/zoo/plugins/kills-parent.c
tests_zoo_plugins_kills_parent_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_kills_parent_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_kills_parent_by_thread_la_SOURCES = tests/zoo/plugins/kills-parent-by-thread.c
tests_zoo_plugins_kills_parent_by_thread_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_kills_parent_by_thread_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_maps_exec_la_SOURCES = tests/zoo/plugins/maps-exec.c
tests_zoo_plugins_maps_exec_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_maps_exec_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_maps_write_exec_la_SOURCES = tests/zoo/plugins/maps-write-exec.c
tests_zoo_plugins_maps_write_exec_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_maps_write_exec_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_memfd_in_run_la_SOURCES = tests/zoo/plugins/memfd-in-run.c
tests_zoo_plugins_memfd_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_memfd_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_million_frames_la_SOURCES = tests/zoo/plugins/million-frames.c
tests_zoo_plugins_million_frames_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_million_frames_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_mount_in_run_la_SOURCES = tests/zoo/plugins/mount-in-run.c
tests_zoo_plugins_mount_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_mount_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_opens_for_write_la_SOURCES = tests/zoo/plugins/opens-for-write.c
tests_zoo_plugins_opens_for_write_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_opens_for_write_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_opens_inventory_again_la_SOURCES = tests/zoo/plugins/opens-inventory-again.c
tests_zoo_plugins_opens_inventory_again_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_opens_inventory_again_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_opens_own_maps_la_SOURCES = tests/zoo/plugins/opens-own-maps.c
tests_zoo_plugins_opens_own_maps_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_opens_own_maps_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_opens_parent_environ_la_SOURCES = tests/zoo/plugins/opens-parent-environ.c
tests_zoo_plugins_opens_parent_environ_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_opens_parent_environ_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_opens_passwd_la_SOURCES = tests/zoo/plugins/opens-passwd.c
tests_zoo_plugins_opens_passwd_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_opens_passwd_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_other_architecture_la_SOURCES = tests/zoo/plugins/other-architecture.c
tests_zoo_plugins_other_architecture_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_other_architecture_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_percent_n_la_SOURCES = tests/zoo/plugins/percent-n.c
tests_zoo_plugins_percent_n_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_percent_n_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_prctl_games_la_SOURCES = tests/zoo/plugins/prctl-games.c
tests_zoo_plugins_prctl_games_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_prctl_games_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_protects_exec_la_SOURCES = tests/zoo/plugins/protects-exec.c
tests_zoo_plugins_protects_exec_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_protects_exec_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_ptrace_parent_la_SOURCES = tests/zoo/plugins/ptrace-parent.c
tests_zoo_plugins_ptrace_parent_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_ptrace_parent_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_raises_limit_la_SOURCES = tests/zoo/plugins/raises-limit.c
tests_zoo_plugins_raises_limit_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_raises_limit_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_reads_parent_memory_la_SOURCES = tests/zoo/plugins/reads-parent-memory.c
tests_zoo_plugins_reads_parent_memory_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_reads_parent_memory_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_resolves_name_la_SOURCES = tests/zoo/plugins/resolves-name.c
tests_zoo_plugins_resolves_name_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_resolves_name_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_runpath_la_SOURCES = tests/zoo/plugins/runpath.c
tests_zoo_plugins_runpath_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_runpath_la_LDFLAGS = -module $(ZOO_LDFLAGS) -Wl,-rpath,/nowhere
tests_zoo_plugins_short_check_size_la_SOURCES = tests/zoo/plugins/short-check-size.c
tests_zoo_plugins_short_check_size_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_short_check_size_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_socket_in_run_la_SOURCES = tests/zoo/plugins/socket-in-run.c
tests_zoo_plugins_socket_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_socket_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_symbol_clash_la_SOURCES = tests/zoo/plugins/symbol-clash.c
tests_zoo_plugins_symbol_clash_la_CPPFLAGS = $(ZOO_CPPFLAGS)
## It exports more than the list of exports has.
tests_zoo_plugins_symbol_clash_la_LDFLAGS = -module -avoid-version -shared \
	$(HARDEN_LDFLAGS) -rpath $(plugindir)
tests_zoo_plugins_thread_in_run_la_SOURCES = tests/zoo/plugins/thread-in-run.c
tests_zoo_plugins_thread_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_thread_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_unshare_in_run_la_SOURCES = tests/zoo/plugins/unshare-in-run.c
tests_zoo_plugins_unshare_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_unshare_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_uses_libc_la_SOURCES = tests/zoo/plugins/uses-libc.c
tests_zoo_plugins_uses_libc_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_uses_libc_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_vfork_in_run_la_SOURCES = tests/zoo/plugins/vfork-in-run.c
tests_zoo_plugins_vfork_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_vfork_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
