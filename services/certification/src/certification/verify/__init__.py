"""Whether a certificate or sticker number is real, for anybody who asks."""
