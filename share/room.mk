dist_pkgdata_DATA += share/contoso.jsonl share/report.schema.json
EXTRA_DIST += share/contoso.py share/contoso_estate.py share/contoso_vaults.py
luastubsdir = $(pkgdatadir)/lua
dist_luastubs_DATA = share/lua/holdfast.lua
