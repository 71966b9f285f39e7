"""x"""

MERGE_RULES = ()
