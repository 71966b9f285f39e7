"""Steps that make filters harder to attack, each one named, pure and composable.

A step takes filters as packed rows (`bits.Filters`) and gives packed rows; it keeps
nothing. Which of them a profile uses stands under `filter.hardening`; the others are
here so that attacks can be measured against them (`linkage.review`). What each one
defends against and what it costs is told in its file, and measured in
docs/decisions/0006-default-linkage-profile.md.
"""
