dist_man_MANS += doc/holdfast.1
dist_doc_DATA += doc/threat-model.md
dist_man_MANS += doc/holdfast-lua.3
EXTRA_DIST += doc/holdfast-lua.3.in
