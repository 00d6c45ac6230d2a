"""The statements of a script, for whoever runs it one by one."""


def statements(text):
    """Each ends with a semicolon at the end of a line; lines of comment stand before it."""
    found, now = [], []
    for line in text.split("\n"):
        if line.startswith("--") or not line.strip():
            continue
        now.append(line)
        if line.endswith(";"):
            found.append("\n".join(now)[:-1])
            now = []
    return found
