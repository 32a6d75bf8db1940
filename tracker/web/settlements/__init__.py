"""確認済み: open questions that a manager has answered for good."""
