"""The part of JSON Schema that our schemas use, as a checker without dependencies.

A keyword that it does not know is a defect of the schema, so that nothing is passed
over unseen."""
import re

NOTES = {"$schema", "$id", "$defs", "title", "description"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
         "null": type(None)}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def same(a, b):
    """Equal, and true is not 1."""
    return type(a) is type(b) and a == b


class Checker:
    def __init__(self, schema):
        self.root = schema
        self.defects = []

    def say(self, where, what):
        self.defects.append(f"{where or '/'}: {what}")

    def check(self, value, schema=None, where=""):
        schema = self.root if schema is None else schema
        if schema is True:
            return
        if schema is False:
            self.say(where, "may not be there")
            return
        for keyword, wanted in schema.items():
            if keyword in NOTES:
                continue
            rule = getattr(self, "on_" + keyword.strip("$"), None)
            if rule is None:
                self.say(where, f"the schema has {keyword}, which is not known here")
            else:
                rule(value, wanted, schema, where)

    def on_ref(self, value, wanted, _, where):
        part = self.root
        for name in wanted.removeprefix("#/").split("/"):
            part = part[name]
        self.check(value, part, where)

    def on_type(self, value, wanted, _, where):
        names = wanted if isinstance(wanted, list) else [wanted]
        if not any(is_type(value, n) for n in names):
            self.say(where, f"wants {' or '.join(names)}, is {type(value).__name__}")

    def on_const(self, value, wanted, _, where):
        if not same(value, wanted):
            self.say(where, f"wants {wanted!r}, is {value!r}")

    def on_enum(self, value, wanted, _, where):
        if not any(same(value, w) for w in wanted):
            self.say(where, f"{value!r} is none of {wanted}")

    def on_pattern(self, value, wanted, _, where):
        if isinstance(value, str) and not re.search(wanted, value):
            self.say(where, f"{value!r} does not look like {wanted}")

    def on_minimum(self, value, wanted, _, where):
        if is_type(value, "number") and value < wanted:
            self.say(where, f"{value} is less than {wanted}")

    def on_minLength(self, value, wanted, _, where):
        if isinstance(value, str) and len(value) < wanted:
            self.say(where, "is too short")

    def on_allOf(self, value, wanted, _, where):
        for schema in wanted:
            self.check(value, schema, where)

    def on_oneOf(self, value, wanted, _, where):
        fits = 0
        for schema in wanted:
            alone = Checker(self.root)
            alone.check(value, schema, where)
            fits += not alone.defects
        if fits != 1:
            self.say(where, f"fits {fits} of the kinds, not one")

    def on_required(self, value, wanted, _, where):
        if isinstance(value, dict):
            for name in wanted:
                if name not in value:
                    self.say(where, f"lacks {name}")

    def on_properties(self, value, wanted, _, where):
        if isinstance(value, dict):
            for name, schema in wanted.items():
                if name in value:
                    self.check(value[name], schema, f"{where}/{name}")

    def on_additionalProperties(self, value, wanted, schema, where):
        if isinstance(value, dict):
            for name in value:
                if name not in schema.get("properties", {}):
                    self.check(value[name], wanted, f"{where}/{name}")

    def on_items(self, value, wanted, _, where):
        if isinstance(value, list):
            for i, element in enumerate(value):
                self.check(element, wanted, f"{where}/{i}")


def defects(value, schema, part=None):
    """part: name of a definition that the value is checked against, not the whole."""
    checker = Checker(schema)
    checker.check(value, schema["$defs"][part] if part else None)
    return checker.defects
