dist_man_MANS += doc/holdfast.1
dist_doc_DATA += doc/threat-model.md
