"""Who runs the programme, as registry said last."""
