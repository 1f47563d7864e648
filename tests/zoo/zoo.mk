## Each animal is a plugin of its own. PLUGIN_TEST_LDFLAGS: see m4/hardening.m4.
ZOO_CPPFLAGS = $(PLUGIN_CPPFLAGS)
ZOO_LDFLAGS = $(PLUGIN_TEST_LDFLAGS)
EXTRA_DIST += tests/abi/plugin-1.0.h tests/abi/layout.h
EXTRA_DIST += tests/zoo/expected tests/zoo/plugins/zoo.h \
	tests/zoo/scripts/bad-pointer.lua \
	tests/zoo/scripts/bad-severity.lua \
	tests/zoo/scripts/bad-text.lua \
	tests/zoo/scripts/changes-names.lua \
	tests/zoo/scripts/closes-handle.lua \
	tests/zoo/scripts/coroutines.lua \
	tests/zoo/scripts/crash-in-run.lua \
	tests/zoo/scripts/deep-recursion.lua \
	tests/zoo/scripts/doubles-string.lua \
	tests/zoo/scripts/dumps-function.lua \
	tests/zoo/scripts/endless-loop.lua \
	tests/zoo/scripts/error-nil.lua \
	tests/zoo/scripts/error-object.lua \
	tests/zoo/scripts/error-resource.lua \
	tests/zoo/scripts/escapes-in-error.lua \
	tests/zoo/scripts/fills-memory.lua \
	tests/zoo/scripts/finalizer.lua \
	tests/zoo/scripts/for-overflow.lua \
	tests/zoo/scripts/forged-verdict.lua \
	tests/zoo/scripts/formats-address.lua \
	tests/zoo/scripts/goto-loop.lua \
	tests/zoo/scripts/grows-arguments.lua \
	tests/zoo/scripts/grows-table.lua \
	tests/zoo/scripts/handles-errors.lua \
	tests/zoo/scripts/huge-description.lua \
	tests/zoo/scripts/huge-evidence.lua \
	tests/zoo/scripts/junk-list.lua \
	tests/zoo/scripts/junk-return.lua \
	tests/zoo/scripts/keeps-handle.lua \
	tests/zoo/scripts/keeps-walk.lua \
	tests/zoo/scripts/lib-absolute.lua \
	tests/zoo/scripts/liblink.lua \
	tests/zoo/scripts/loads-code.lua \
	tests/zoo/scripts/long-compare.lua \
	tests/zoo/scripts/long-error.lua \
	tests/zoo/scripts/long-keys.lua \
	tests/zoo/scripts/looping-iterator.lua \
	tests/zoo/scripts/looping-order.lua \
	tests/zoo/scripts/makes-check-late.lua \
	tests/zoo/scripts/many-checks.lua \
	tests/zoo/scripts/many-details.lua \
	tests/zoo/scripts/memory-bomb.lua \
	tests/zoo/scripts/metamethod-names.lua \
	tests/zoo/scripts/million-evidence.lua \
	tests/zoo/scripts/missing-lib.lua \
	tests/zoo/scripts/nan-key.lua \
	tests/zoo/scripts/nested-source.lua \
	tests/zoo/scripts/no-run.lua \
	tests/zoo/scripts/no-verdict.lua \
	tests/zoo/scripts/nul-in-title.lua \
	tests/zoo/scripts/odd-keys.lua \
	tests/zoo/scripts/odd-order.lua \
	tests/zoo/scripts/orders-handles.lua \
	tests/zoo/scripts/pcall-loop.lua \
	tests/zoo/scripts/prints-address.lua \
	tests/zoo/scripts/rawset-string.lua \
	tests/zoo/scripts/reads-metatable.lua \
	tests/zoo/scripts/rehashes.lua \
	tests/zoo/scripts/remedy-controls.lua \
	tests/zoo/scripts/requires.lua \
	tests/zoo/scripts/rolls-dice.lua \
	tests/zoo/scripts/runs-file.lua \
	tests/zoo/scripts/self-reference.lua \
	tests/zoo/scripts/slow-glob.lua \
	tests/zoo/scripts/stops-collector.lua \
	tests/zoo/scripts/string-bomb.lua \
	tests/zoo/scripts/surplus-value.lua \
	tests/zoo/scripts/syntax-error.lua \
	tests/zoo/scripts/taken-id.lua \
	tests/zoo/scripts/top-level-loop.lua \
	tests/zoo/scripts/top-level-os.lua \
	tests/zoo/scripts/top-level-slow.lua \
	tests/zoo/scripts/typo-field.lua \
	tests/zoo/scripts/types-built-in.lua \
	tests/zoo/scripts/types-circle.lua \
	tests/zoo/scripts/types-host.lua \
	tests/zoo/scripts/types-nobody.lua \
	tests/zoo/scripts/types-spelling.lua \
	tests/zoo/scripts/undeclared-need.lua \
	tests/zoo/scripts/unknown-setting.lua \
	tests/zoo/scripts/unpack-huge.lua \
	tests/zoo/scripts/unpack-overflow.lua \
	tests/zoo/scripts/uses-debug.lua \
	tests/zoo/scripts/uses-io.lua \
	tests/zoo/scripts/uses-os.lua \
	tests/zoo/scripts/uses-patterns.lua \
	tests/zoo/scripts/uses-utf8.lua \
	tests/zoo/scripts/verdict-at-load.lua \
	tests/zoo/scripts/verdict-of-another.lua \
	tests/zoo/scripts/wide-format.lua \
	tests/zoo/scripts/wider-format.lua \
	tests/zoo/scripts/writes-member.lua \
	tests/zoo/scripts/wrong-return.lua \
	tests/zoo/scripts/zero-step.lua
check_LTLIBRARIES += \
	tests/zoo/plugins/abi-1-0.la \
	tests/zoo/plugins/abort-in-run.la \
	tests/zoo/plugins/bad-id.la \
	tests/zoo/plugins/bad-pointer.la \
	tests/zoo/plugins/bad-quote.la \
	tests/zoo/plugins/closes-findings-fd.la \
	tests/zoo/plugins/crash-in-constructor.la \
	tests/zoo/plugins/crash-in-run.la \
	tests/zoo/plugins/duplicate-id.la \
	tests/zoo/plugins/exit-in-constructor.la \
	tests/zoo/plugins/exit-in-run.la \
	tests/zoo/plugins/floods-log.la \
	tests/zoo/plugins/forged-end.la \
	tests/zoo/plugins/handles-signals.la \
	tests/zoo/plugins/hang-in-constructor.la \
	tests/zoo/plugins/hang-in-run.la \
	tests/zoo/plugins/hides-on-page.la \
	tests/zoo/plugins/honest.la \
	tests/zoo/plugins/huge-message.la \
	tests/zoo/plugins/huge-n-checks.la \
	tests/zoo/plugins/keeps-state.la \
	tests/zoo/plugins/leaks-memory.la \
	tests/zoo/plugins/many-details.la \
	tests/zoo/plugins/missing-symbol.la \
	tests/zoo/plugins/newer-major.la \
	tests/zoo/plugins/newer-minor.la \
	tests/zoo/plugins/no-checks.la \
	tests/zoo/plugins/no-export.la \
	tests/zoo/plugins/null-id.la \
	tests/zoo/plugins/prints-to-stdout.la \
	tests/zoo/plugins/scribbles-on-page.la \
	tests/zoo/plugins/short-size.la \
	tests/zoo/plugins/taken-id.la \
	tests/zoo/plugins/two-faced.la \
	tests/zoo/plugins/two-verdicts.la \
	tests/zoo/plugins/two-words.la \
	tests/zoo/plugins/types-good.la \
	tests/zoo/plugins/types-many.la \
	tests/zoo/plugins/types-write.la \
	tests/zoo/plugins/undeclared-need.la \
	tests/zoo/plugins/unknown-setting.la \
	tests/zoo/plugins/writes-to-findings-fd.la \
	tests/zoo/plugins/wrong-magic.la \
	tests/zoo/plugins/wrong-return.la

tests_zoo_plugins_abi_1_0_la_SOURCES = tests/zoo/plugins/abi-1-0.c
tests_zoo_plugins_abi_1_0_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_abi_1_0_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_abort_in_run_la_SOURCES = tests/zoo/plugins/abort-in-run.c
tests_zoo_plugins_abort_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_abort_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_bad_id_la_SOURCES = tests/zoo/plugins/bad-id.c
tests_zoo_plugins_bad_id_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_bad_id_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_bad_pointer_la_SOURCES = tests/zoo/plugins/bad-pointer.c
tests_zoo_plugins_bad_pointer_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_bad_pointer_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_bad_quote_la_SOURCES = tests/zoo/plugins/bad-quote.c
tests_zoo_plugins_bad_quote_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_bad_quote_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_closes_findings_fd_la_SOURCES = tests/zoo/plugins/closes-findings-fd.c
tests_zoo_plugins_closes_findings_fd_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_closes_findings_fd_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_crash_in_constructor_la_SOURCES = tests/zoo/plugins/crash-in-constructor.c
tests_zoo_plugins_crash_in_constructor_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_crash_in_constructor_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_crash_in_run_la_SOURCES = tests/zoo/plugins/crash-in-run.c
tests_zoo_plugins_crash_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_crash_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_duplicate_id_la_SOURCES = tests/zoo/plugins/duplicate-id.c
tests_zoo_plugins_duplicate_id_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_duplicate_id_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_exit_in_constructor_la_SOURCES = tests/zoo/plugins/exit-in-constructor.c
tests_zoo_plugins_exit_in_constructor_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_exit_in_constructor_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_exit_in_run_la_SOURCES = tests/zoo/plugins/exit-in-run.c
tests_zoo_plugins_exit_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_exit_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_floods_log_la_SOURCES = tests/zoo/plugins/floods-log.c
tests_zoo_plugins_floods_log_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_floods_log_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_forged_end_la_SOURCES = tests/zoo/plugins/forged-end.c
tests_zoo_plugins_forged_end_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_forged_end_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_handles_signals_la_SOURCES = tests/zoo/plugins/handles-signals.c
tests_zoo_plugins_handles_signals_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_handles_signals_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_hang_in_constructor_la_SOURCES = tests/zoo/plugins/hang-in-constructor.c
tests_zoo_plugins_hang_in_constructor_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_hang_in_constructor_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_hang_in_run_la_SOURCES = tests/zoo/plugins/hang-in-run.c
tests_zoo_plugins_hang_in_run_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_hang_in_run_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_hides_on_page_la_SOURCES = tests/zoo/plugins/hides-on-page.c
tests_zoo_plugins_hides_on_page_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_hides_on_page_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_honest_la_SOURCES = tests/zoo/plugins/honest.c
tests_zoo_plugins_honest_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_honest_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_huge_message_la_SOURCES = tests/zoo/plugins/huge-message.c
tests_zoo_plugins_huge_message_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_huge_message_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_huge_n_checks_la_SOURCES = tests/zoo/plugins/huge-n-checks.c
tests_zoo_plugins_huge_n_checks_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_huge_n_checks_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_keeps_state_la_SOURCES = tests/zoo/plugins/keeps-state.c
tests_zoo_plugins_keeps_state_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_keeps_state_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_leaks_memory_la_SOURCES = tests/zoo/plugins/leaks-memory.c
tests_zoo_plugins_leaks_memory_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_leaks_memory_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_many_details_la_SOURCES = tests/zoo/plugins/many-details.c
tests_zoo_plugins_many_details_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_many_details_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_missing_symbol_la_SOURCES = tests/zoo/plugins/missing-symbol.c
tests_zoo_plugins_missing_symbol_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_missing_symbol_la_LDFLAGS = -module $(ZOO_LDFLAGS) -Wl,-z,undefs
tests_zoo_plugins_newer_major_la_SOURCES = tests/zoo/plugins/newer-major.c
tests_zoo_plugins_newer_major_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_newer_major_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_newer_minor_la_SOURCES = tests/zoo/plugins/newer-minor.c
tests_zoo_plugins_newer_minor_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_newer_minor_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_no_checks_la_SOURCES = tests/zoo/plugins/no-checks.c
tests_zoo_plugins_no_checks_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_no_checks_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_no_export_la_SOURCES = tests/zoo/plugins/no-export.c
tests_zoo_plugins_no_export_la_CPPFLAGS = $(ZOO_CPPFLAGS)
## It has nothing that the list of exports names, and an empty list is an error.
tests_zoo_plugins_no_export_la_LDFLAGS = -module -avoid-version -shared \
	$(HARDEN_LDFLAGS) -rpath $(plugindir)
tests_zoo_plugins_null_id_la_SOURCES = tests/zoo/plugins/null-id.c
tests_zoo_plugins_null_id_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_null_id_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_prints_to_stdout_la_SOURCES = tests/zoo/plugins/prints-to-stdout.c
tests_zoo_plugins_prints_to_stdout_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_prints_to_stdout_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_scribbles_on_page_la_SOURCES = tests/zoo/plugins/scribbles-on-page.c
tests_zoo_plugins_scribbles_on_page_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_scribbles_on_page_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_short_size_la_SOURCES = tests/zoo/plugins/short-size.c
tests_zoo_plugins_short_size_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_short_size_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_taken_id_la_SOURCES = tests/zoo/plugins/taken-id.c
tests_zoo_plugins_taken_id_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_taken_id_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_two_faced_la_SOURCES = tests/zoo/plugins/two-faced.c
tests_zoo_plugins_two_faced_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_two_faced_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_two_verdicts_la_SOURCES = tests/zoo/plugins/two-verdicts.c
tests_zoo_plugins_two_verdicts_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_two_verdicts_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_two_words_la_SOURCES = tests/zoo/plugins/two-words.c
tests_zoo_plugins_two_words_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_two_words_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_types_good_la_SOURCES = tests/zoo/plugins/types-good.c
tests_zoo_plugins_types_good_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_types_good_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_types_many_la_SOURCES = tests/zoo/plugins/types-many.c
tests_zoo_plugins_types_many_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_types_many_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_types_write_la_SOURCES = tests/zoo/plugins/types-write.c
tests_zoo_plugins_types_write_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_types_write_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_undeclared_need_la_SOURCES = tests/zoo/plugins/undeclared-need.c
tests_zoo_plugins_undeclared_need_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_undeclared_need_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_unknown_setting_la_SOURCES = tests/zoo/plugins/unknown-setting.c
tests_zoo_plugins_unknown_setting_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_unknown_setting_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_writes_to_findings_fd_la_SOURCES = tests/zoo/plugins/writes-to-findings-fd.c
tests_zoo_plugins_writes_to_findings_fd_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_writes_to_findings_fd_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_wrong_magic_la_SOURCES = tests/zoo/plugins/wrong-magic.c
tests_zoo_plugins_wrong_magic_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_wrong_magic_la_LDFLAGS = -module $(ZOO_LDFLAGS)
tests_zoo_plugins_wrong_return_la_SOURCES = tests/zoo/plugins/wrong-return.c
tests_zoo_plugins_wrong_return_la_CPPFLAGS = $(ZOO_CPPFLAGS)
tests_zoo_plugins_wrong_return_la_LDFLAGS = -module $(ZOO_LDFLAGS)
