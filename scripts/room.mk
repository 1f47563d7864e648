## One protection a file. `sample` is to be copied, not installed as a check.
dist_scripts_DATA += scripts/alerts.lua scripts/diagnostics.lua \
	scripts/encryption.lua scripts/governance.lua scripts/redundancy.lua
dist_examples_DATA += scripts/examples/tagged.lua scripts/examples/tenants.lua \
	scripts/examples/weekly.lua
EXTRA_DIST += scripts/sample.lua
dist_scriptslib_DATA += scripts/lib/arm.lua scripts/lib/rbac.lua scripts/lib/set.lua \
	scripts/lib/time.lua
