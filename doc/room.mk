dist_man_MANS += doc/holdfast.1 doc/holdfast-lua.3 doc/holdfast-module.3 \
	doc/holdfast-plugin.7
dist_doc_DATA += doc/performance.md doc/threat-model.md doc/writing-checks.md
EXTRA_DIST += doc/holdfast-lua.3.in
