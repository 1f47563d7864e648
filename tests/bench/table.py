"""Tables of rows of text, as Markdown that is also fine to read as it is."""


def number(value, digits=1):
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:,.{digits}f}" if digits else f"{value:,.0f}"


def table(title, head, rows):
    cells = [head, *[[number(*c) if isinstance(c, tuple) else number(c) for c in row]
                     for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = [f"### {title}", ""]
    for n, row in enumerate(cells):
        lines.append("| " + " | ".join(
            c.ljust(w) if i < 2 else c.rjust(w)
            for i, (c, w) in enumerate(zip(row, widths))) + " |")
        if n == 0:
            lines.append("|" + "|".join(("-" * (w + 1)) + ("-" if i < 2 else ":")
                                        for i, w in enumerate(widths)) + "|")
    return "\n".join(lines) + "\n"
