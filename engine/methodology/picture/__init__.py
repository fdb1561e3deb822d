"""A methodology, or a project in it, as a self-contained SVG picture.

    outline   tables -> blocks in blocks, and the links between them: what is drawn
    measure   text -> pixels and lines
    sizes     block -> height and reach, from its texts and ports
    stack     heights -> where everything stands from top to bottom
    routes    links -> lanes beside the blocks
    place     reach and lanes -> where everything stands from left to right
    draw      places -> shapes
    svg       shapes -> bytes

Each step is a pure function of the one before it. Lengths are whole pixels, so that the same
tables give the same bytes everywhere.
"""
