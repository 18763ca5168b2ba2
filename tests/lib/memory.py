"""Looks for bytes in the memory of another process."""


def search(pid, needles):
    """Returns the names in needles whose bytes are there, and how many bytes
    were searched."""
    found, searched = set(), 0
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            begin, end = (int(x, 16) for x in line.split()[0].split("-"))
            if "r" not in line.split()[1] or "[v" in line:
                continue
            try:
                mem.seek(begin)
                content = mem.read(end - begin)
            except OSError:
                continue
            searched += len(content)
            found |= {name for name, needle in needles.items() if needle in content}
    return found, searched
