"""A demonstration year of the programme's shape, with plainly made-up companies and people, played through the real services."""
