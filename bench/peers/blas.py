"""Which BLAS this process has loaded."""


def loaded():
    """Folder and name of each such library, as far as the system tells."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {tuple(line.split()[-1].split("/")) for line in maps if "/" in line}
    except OSError:
        return ""
    return ", ".join(sorted("/".join(p[-2:]) for p in paths if "openblas" in p[-1] or "mkl_rt" in p[-1]))
