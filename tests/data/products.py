"""Writes products.txt: five random decimals, times 44/12, rounded half to even to 1e-12 by Python's integers."""
import random
random.seed(20251121)
def text(m, s):
    sign = '-' if m < 0 else ''
    d = str(abs(m)).rjust(s + 1, '0')
    whole, frac = (d[:-s], d[-s:].rstrip('0')) if s else (d, '')
    out = whole + ('.' + frac if frac else '')
    return '0' if out == '0' else sign + out
print('# five factors, then their product times 44/12, half to even at 1e-12 (made by products.py)')
for i in range(2400):
    top = random.choice([10**3, 10**6, 10**9, 10**12, 2**63 - 1])
    factors = [(random.randint(-top, top) if random.random() < .9 else random.choice([0, 1, 5, 10**6]), random.randint(0, 12)) for _ in range(5)]
    num, scale = 44, 0
    for m, s in factors:
        num *= m; scale += s
    small = all(abs(m) < 2**63 for m, _ in factors)
    den = 12
    if scale >= 12: den *= 10 ** (scale - 12)
    else: num *= 10 ** (12 - scale)
    q, r = divmod(abs(num), den)
    q += 1 if 2 * r > den or (2 * r == den and q & 1) else 0
    wide = abs(num) >= 2**256 or q >= 2**126
    print(*(text(m, s) for m, s in factors), 'overflow' if wide else text(-q if num < 0 else q, 12))
