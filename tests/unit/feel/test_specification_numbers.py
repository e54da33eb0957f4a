"""Numbers: arithmetic, exponents, rounding, and functions over lists of numbers."""

import pytest

from tests.unit.feel import tables

TABLES = tables.read(r"""
## 10.3.4.4 sum, mean, median, stddev, mode, product
sum([1,2,3]) => 6
sum(1,2,3) => 6
sum([]) => null
sum() => null
sum(null) => null
sum([null]) => null
sum([1,null]) => null
sum(1) => 1
sum("a") => null
sum(["a","b"]) => null
sum([@"P1D",@"P2D"]) => @"P3D"
sum(list:[1]) => 1
mean([1,2,3]) => 2
mean(1,2,3) => 2
mean([]) => null
mean() => null
mean(null) => null
mean([1,null]) => null
mean(["a"]) => null
mean(list:[1,2]) => 1.5
mean([duration("PT1H"), duration("PT3H")]) => duration("PT2H")
product([2,3,4]) => 24
product(2,3,4) => 24
product(2) => 2
product([]) => null
product() => null
product(null) => null
product([1,null]) => null
product([2,"3"]) => null
product(list:[2,3]) => 6
product(["a"]) => null
median(8,2,5,3,4) => 4
median([6,1,2,3]) => 2.5
median([]) => null
median() => null
median(null) => null
median([1,null]) => null
median(1) => 1
median([1]) => 1
median("a") => null
median([1,"a"]) => null
median(list:[1,2,3]) => 2
median(-1,0,1) => 0
stddev(2,4,7,5) => 2.081665999466132735282297706979931
stddev([2,4,7,5]) => 2.081665999466132735282297706979931
stddev([47]) => null
stddev(47) => null
stddev([]) => null
stddev() => null
stddev(null) => null
stddev([1,null]) => null
stddev([1,"a"]) => null
stddev(list:[2,2]) => 0
mode([6,3,9,6,6]) => [6]
mode([6,1,9,6,1]) => [1,6]
mode([]) => []
mode(null) => null
mode() => null
## 10.3.4.5 sqrt, log, exp, odd, even
sqrt(16) => 4
sqrt(-3) => null
sqrt(null) => null
sqrt() => null
sqrt("4") => null
sqrt(4,4) => null
sqrt(number: 16) => 4
sqrt(n: 16) => null
sqrt(0) => 0
sqrt([16]) => 4
log(1) => 0
log(0) => null
log(-1) => null
log(null) => null
log() => null
log(1,1) => null
log("1") => null
log(number: 1) => 0
log(10) => 2.302585092994045684017991454684364
exp(0) => 1
odd(5) => true
odd(2) => false
odd(0) => false
odd(-1) => true
odd(-5) => true
odd(null) => null
odd() => null
odd("1") => null
odd(1,1) => null
odd(number: 1) => true
odd(5.5) => null
even(5.5) => null
even(-2) => true
## 10.3.4.5 ceiling, round up, round half up, decimal
ceiling(1.5) => 2
ceiling(-1.5) => -1
ceiling(1.56, 1) => 1.6
ceiling(-1.56,1) => -1.5
ceiling(null) => null
ceiling() => null
ceiling("1") => null
ceiling(1.5,null) => null
ceiling(n: 1.5) => 2
ceiling(n:1.56, scale:1) => 1.6
ceiling(number:1.5) => null
ceiling(null, null) => null
ceiling(1,2,3) => null
ceiling(0) => 0
ceiling(-0.3) => 0
ceiling(0.01) => 1
ceiling(15, -1) => 20
ceiling(1.5, "1") => null
round up(5.5, 0) => 6
round up(-5.5, 0) => -6
round up(1.121, 2) => 1.13
round up(-1.126, 2) => -1.13
round up(1.1) => 2
round up(5.5) => 6
round up(null, 1) => null
round up(1, null) => null
round up() => null
round up(5.5, 6177) => null
round up(5.5, 6176) => 5.5
round up(5.5, -6112) => null
round up(n: 5.5, scale: 0) => 6
round up("5.5", 0) => null
round up(5.5, "0") => null
round up(1.1, 1.9) => 1.1
round half up(5.5, 0) => 6
round half up(-5.5, 0) => -6
round half up(1.121, 2) => 1.12
round half up(1.125, 2) => 1.13
round half up(-1.126, 2) => -1.13
round half up(5.5, 6177) => null
round half up(2.5) => 3
round half down(2.5) => 2
round half up(1,2,3) => null
decimal(1/3, 2) => 0.33
decimal(1.5, 0) => 2
decimal(2.5, 0) => 2
decimal(1.115, 2) => 1.12
decimal(-2.5, 0) => -2
decimal(125, -1) => 120
decimal(1, 6177) => null
decimal(null, 1) => null
decimal(1, null) => null
decimal(1) => null
decimal(n: 1/3, scale: 2) => 0.33
## 10.3.4.5 modulo, abs, floor
modulo(12,5) => 2
modulo(-12,5) => 3
modulo(12,-5) => -3
modulo(-12,-5) => -2
modulo(10.1,4.5) => 1.1
modulo(10.1,-4.5) => -3.4
modulo(1,0) => null
abs(-10) => 10
abs(@"-P1D") => @"P1D"
abs(@"-P1Y") => @"P1Y"
abs("a") => null
abs(n: -1) => 1
floor(1.56, 1) => 1.5
## 10.3.2.3.1 exponentiation
10 ** 5 => 100000
10 ** -5 => 0.00001
5+2**5 => 37
5+2**5+3 => 40
5+2**(5+3) => 261
2**3**2 => 64
-3**2 => 9
3**-2 = 1/9 => true
10 ** null => null
null ** 1 => null
"a" ** 2 => null
10 ** "a" => null
4**0.5 => 2
(-8)**(1/3) => null
0**0 => 1
2**-1 => 0.5
@"P1D"**2 => null
## 10.3.2.13 arithmetic on numbers
1 + null => null
null + null => null
"a" + null => null
"a" + 1 => null
1 + "a" => null
"a" + "b" => "ab"
"a" - "b" => null
"" + "" => ""
true + 1 => null
[1] + 1 => null
1 / 0 => null
0 / 0 => null
1 * "a" => null
10 - 2 * 3 => 4
(10 - 2) * 3 => 24
1 - -1 => 2
--1 => 1
-(1) => -1
-"a" => null
-null => null
.25 + .2 => 0.45
1.0 = 1 => true
1.5e3 => 1500
1E-2 => 0.01
9999999999999999999999999999999999 + 1 => 10000000000000000000000000000000000
- 5 => -5
5 - - 5 => 10
2*-3 => -6
10 / 4 / 5 => 0.5
2 + 3 * 4 ** 2 / 8 - 1 => 7
1e400 * 1 => 1e400
0.1 + 0.2 = 0.3 => true
1/3 = 0.3333333333333333333333333333333333 => true
100000000000000000000 = 1e20 => true
abs(-5.5) => 5.5
floor(-1.5) => -2
decimal(1/3, 2.5) => 0.33
round half up(5.125, 2) => 5.13
round half up(1.5, null) => null
round half up() => null
round half up(n: 5.5, scale: 0) => 6
exp(1) => 2.718281828459045235360287471352662
""")


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_the_specification_holds(text: str, expected: str) -> None:
    assert tables.outcome(text) == tables.outcome(expected)
