dist_pkgdata_DATA += share/contoso.jsonl share/report.schema.json
EXTRA_DIST += share/contoso.py share/contoso_estate.py share/contoso_vaults.py
luastubsdir = $(pkgdatadir)/lua
dist_luastubs_DATA = share/lua/holdfast.lua
## What `holdfast new check` makes a folder of.
newluadir = $(pkgdatadir)/new/lua
newcdir = $(pkgdatadir)/new/c
newfixturesdir = $(pkgdatadir)/new/fixtures
dist_newlua_DATA = share/new/lua/README.md share/new/lua/check.lua \
	share/new/lua/luarc.json
dist_newc_DATA = share/new/c/README.md share/new/c/check.c share/new/c/gitignore \
	share/new/c/makefile
dist_newfixtures_DATA = share/new/fixtures/fail.jsonl \
	share/new/fixtures/not-applicable.jsonl share/new/fixtures/pass.jsonl \
	share/new/fixtures/unknown.jsonl share/new/fixtures/warn.jsonl
