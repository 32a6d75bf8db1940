"""保存期間: until when each year is kept, what holds it beyond that, and taking away what is over."""
