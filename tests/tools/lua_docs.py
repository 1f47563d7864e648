"""The documents of the Lua API, from the table of core/eval and the comments of
scripts/lib: share/lua/holdfast.lua for editors, doc/holdfast-lua.3 for people."""
import collections
import glob
import os
import re
import subprocess

Row = collections.namedtuple("Row", "room kind name takes gives since meaning")
Lib = collections.namedtuple("Lib", "name meaning classes functions")
Function = collections.namedtuple("Function", "name args meaning tags")

STUB = os.path.join("share", "lua", "holdfast.lua")
PAGE = os.path.join("doc", "holdfast-lua.3")
CALLED = ("function", "lua", "method")
COLUMNS = 88


def read_api(box):
    out = subprocess.run([box, "api"], check=True, capture_output=True, text=True).stdout
    return [Row(*line.split("\t")) for line in out.splitlines()]


def split_top(text):
    """Splits at the commas that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "({<[") - (c in ")}>]")
        if c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return [p for p in parts + [text[start:].strip()] if p]


def parameters(row):
    """(name, type) of each; the name ends with ? when it may be left out."""
    return [tuple(p.split(": ", 1)) for p in split_top(row.takes)]


def returns(row):
    return [row.gives] if row.gives.startswith("fun(") else split_top(row.gives)


def signature(row):
    gives = f": {row.gives}" if row.gives else ""
    if row.kind not in (*CALLED, "call") or constant(row):
        return row.name + gives
    return f"{row.name}({row.takes}){gives}"


def constant(row):
    return row.kind == "lua" and not row.takes


# --- libraries ---

def read_lib(path):
    """Comments with three dashes belong to the function below them; the first ones, up to
    the class, to the library."""
    name = os.path.basename(path)[:-4]
    block, classes, functions, meaning = [], [], [], []
    with open(path, encoding="utf-8") as text:
        for line in text:
            line = line.rstrip("\n")
            found = re.match(rf"function {name}\.(\w+)\((.*)\)$", line)
            if line.startswith("---"):
                block.append(line[3:].strip())
                continue
            prose = [b for b in block if not b.startswith("@")]
            tags = [b for b in block if b.startswith("@")]
            if found:
                functions.append(Function(f"{name}.{found.group(1)}", found.group(2),
                                          " ".join(prose), tags))
            elif tags and tags[0] == f"@class holdfast.{name}":
                meaning = prose
            elif tags:
                classes.append(tags)
            block = []
    return Lib(name, meaning, classes, functions)


def read_libs(source):
    return [read_lib(p) for p in sorted(glob.glob(os.path.join(source, "scripts", "lib",
                                                               "*.lua")))]


# --- the stub ---

def wrap(text, first, rest):
    """Words in lines of COLUMNS, the first behind `first`, the others behind `rest`."""
    lines, line = [], first
    for word in text.split():
        if len(line) + len(word) + 1 > COLUMNS and line not in (first, rest):
            lines.append(line)
            line = rest
        line += ("" if line in (first, rest) else " ") + word
    return lines + [line]


def stub_function(row):
    out = wrap(row.meaning, "--- ", "--- ")
    out += [f"---@param {name} {kind}" for name, kind in parameters(row)]
    out += [f"---@return {kind}" for kind in returns(row)]
    names = ", ".join(name.rstrip("?") for name, _ in parameters(row))
    return out + [f"function {row.name}({names}) end", ""]


def stub_fields(rows, kind):
    out = []
    for row in rows:
        if row.kind == kind:
            name, given = row.name.split(".")[1], row.gives
            if given.endswith("?"):
                name, given = name + "?", given[:-1]
            out += [f"---@field {name} {given}"]
            out[-1:] = [f"--- {line[4:]}" for line in wrap(row.meaning, "--- ", "--- ")] \
                + out[-1:]
    return out


def stub_lib(lib):
    out = [line for tags in lib.classes for line in [f"---{t}" for t in tags] + [""]]
    out += [f"--- {line}".rstrip() for line in lib.meaning]
    out += [f"---@class holdfast.{lib.name}", f"local {lib.name} = {{}}", ""]
    for f in lib.functions:
        out += wrap(f.meaning, "--- ", "--- ") + [f"---{t}" for t in f.tags]
        out += [f"function {f.name}({f.args}) end", ""]
    return out


def render_stub(rows, libs):
    out = ["---@meta",
           "-- What a check of holdfast may use, for language servers. Made by make "
           "lua-docs from", "-- core/eval and scripts/lib; holdfast-lua(3) says the same "
           "for people.", ""]
    out += ["---@class verdict what run returns: made by pass, fail and their sisters",
            "---@class handle what check returns", "",
            "---@class need", "---@field type string",
            '---@field where? "below"|"above"|"followed"|"scope"',
            "---@field optional? boolean", "", "---@class unless", "---@field at string",
            "---@field is string[]", "---@field below? string", "", "---@class only",
            "---@field type string", "---@field kinds? string[]",
            "---@field unless? unless", "", "---@class check"]
    out += stub_fields(rows, "field") + [""]
    out += ["---@class resource"] + stub_fields(rows, "member")
    out += [f"---@overload fun({r.takes}): {r.gives}" for r in rows if r.kind == "call"]
    out += ["local resource = {}", ""]
    for row in rows:
        if constant(row):
            out += wrap(row.meaning, "--- ", "--- ") + [f"---@type {row.gives}",
                                                        f"{row.name} = nil", ""]
        elif row.name == "lib":
            function = stub_function(row)
            out += function[:-2] + [
                f'---@overload fun(name: "{lib.name}"): holdfast.{lib.name}'
                for lib in libs] + function[-2:]
        elif row.kind in CALLED:
            out += stub_function(row)
    for lib in libs:
        out += stub_lib(lib)
    return "\n".join(out).rstrip() + "\n"


# --- the page ---

def roff(text):
    text = text.replace("\\", "\\e")
    return "\\&" + text if text[:1] in (".", "'") else text


def quoted(text):
    return '"' + roff(text).replace('"', '""') + '"'


def prose(text):
    """A sentence a line, as mdoc wants it."""
    return [roff(s) for s in re.split(r"(?<=[.])\s+(?=[A-Z\"])", text)]


def item(head, text):
    return [f".It Ic {quoted(head)}"] + prose(text)


def table(rows):
    out = [".Bl -tag -width Ds"]
    for row in rows:
        out += item(signature(row), row.meaning)
    return out + [".El"]


def lib_signature(function):
    types = dict(re.findall(r"@param (\w+) ([^\n]+)", "\n".join(function.tags)))
    gives = [re.match(r"@return (\S+(?: [^ ]+>\S*)*)", t).group(1)
             for t in function.tags if t.startswith("@return")]
    args = ", ".join(f"{a}: {types[a]}" for a in split_top(function.args))
    return f"{function.name}({args}): {', '.join(gives)}"


def page_lib(lib):
    text = " ".join(lib.meaning).strip()
    out = [f".Ss Library {lib.name}"] + prose(text) + [".Bl -tag -width Ds"]
    for f in lib.functions:
        out += item(lib_signature(f), f.meaning)
    return out + [".El"]


HEADS = ["The check", "Facts", "Navigation", "Verdicts, remarks, settings", "Strings",
         "Tables", "Of Lua itself"]


def render_page(rows, libs, frame):
    """The frame is the page's text with lines `@api` and `@libs` where the tables go."""
    out = []
    for line in frame.splitlines():
        if line == "@api":
            for room, head in enumerate(HEADS):
                own = [r for r in rows if r.room == str(room)]
                out += [f".Ss {head}"] + table(own)
        elif line == "@blocked":
            blocked = [r for r in rows if r.kind == "blocked"]
            out += [".Bl -tag -width Ds"]
            for r in blocked:
                out += [f".It Ic {quoted(r.name)}"] + ([roff(r.meaning)] if r.meaning
                                                       else [])
            out += [".El"]
        elif line == "@libs":
            for lib in libs:
                out += page_lib(lib)
        else:
            out.append(line)
    return "\n".join(out) + "\n"


def render(box, source):
    """{path: text} of all documents."""
    rows, libs = read_api(box), read_libs(source)
    with open(os.path.join(source, PAGE + ".in"), encoding="utf-8") as f:
        frame = f.read()
    return {STUB: render_stub(rows, libs), PAGE: render_page(rows, libs, frame)}
