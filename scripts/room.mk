## One protection a file. `sample` is to be copied, not installed as a check.
dist_scripts_DATA += \
	scripts/alerts.lua scripts/diagnostics.lua scripts/encryption.lua \
	scripts/governance.lua \
	scripts/redundancy.lua
EXTRA_DIST += scripts/sample.lua
