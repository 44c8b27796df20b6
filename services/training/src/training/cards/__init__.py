"""The card in the wallet: which modules are valid, without saying whose card it is."""
