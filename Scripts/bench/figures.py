"""Percentiles and small tables."""


def percentile(values, percent):
    """The smallest value that at least that share of the values does not exceed; nothing without values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def table(title, head, rows):
    """The lines of a table whose first column is text."""
    shown = [[cell(value) for value in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in shown) for column in range(len(head))]
    lines = ["  ".join(
        text.ljust(width) if column == 0 else text.rjust(width)
        for column, (text, width) in enumerate(zip(row, widths))) for row in shown]
    return [title, *(f"  {line}" for line in lines)]


def cell(value):
    if value is None:
        return "-"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def histogram(text, name):
    """The buckets of a Prometheus histogram without regard to its labels: [(upper bound, count so far)]."""
    buckets = {}
    for line in text.splitlines():
        if line.startswith(name + "_bucket"):
            bound = line.split('le="', 1)[1].split('"', 1)[0]
            buckets[bound] = buckets.get(bound, 0) + float(line.rsplit(" ", 1)[1])
    return sorted((float(bound.replace("+Inf", "inf")), count) for bound, count in buckets.items())
