"""担当しない組み合わせ: who must not be on which team."""
