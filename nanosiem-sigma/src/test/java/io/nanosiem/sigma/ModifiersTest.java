package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each modifier by itself; which go together is in {@link ModifierCombinationsTest}. */
class ModifiersTest {
  @Test
  @Spec({"S-066", "S-067"})
  void namesAreExactAndApplyInOrder() {
    Check.entries("A|contains|cased: Ab").matches("{'A':'xAb'}").misses("{'A':'xab'}");
    Check.refuses("A|Contains: x", "unknown modifier 'Contains'");
    Check.refuses("A|: x", "a modifier is missing after '|'");
    Check.refuses("A||contains: x", "a modifier is missing after '|'");
    Check.refuses("A|contains|contains: x", "'contains' is given twice");
    Check.entries("A|wide|base64|contains: ab").matches("{'A':'xYQBiAA=='}").misses("{'A':'YWI='}");
    Check.refuses("A|base64|wide|re: ab", "'base64' cannot be combined with 're'");
  }

  @Test
  @Spec({"S-068", "S-070", "S-071"})
  void allJoinsTheValuesNotWhatTheyExpandTo() {
    Check.entries("A|contains|all: [x, y]")
        .matches("{'A':'y x'}", "{'A':['x','y']}")
        .misses("{'A':'x'}", "{'A':'y'}");
    Check.entries("A|contains|all|windash: [' -a', ' -b']")
        .matches("{'A':' /a –b'}")
        .misses("{'A':' /a'}");
    String words = "xx" + base64("zfoobar") + base64("goobarz");
    Check.entries("A|base64offset|all: [foobar, goobar]").matches("{'A':'" + words + "'}");
    Check.entries("A|base64offset|all: [foobar, goobar]")
        .misses("{'A':'" + base64("zfoobar") + "'}");
    Check.entries("A|all: x")
        .finds("'all' over a single value adds nothing")
        .matches("{'A':'x'}")
        .misses("{'A':'y'}");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Spec({"S-072", "S-073", "S-074"})
  void places() {
    Check.entries("A|startswith: ab").matches("{'A':'ab'}", "{'A':'ABC'}").misses("{'A':'xab'}");
    Check.entries("A|endswith: ab").matches("{'A':'ab'}", "{'A':'XAB'}").misses("{'A':'abx'}");
    Check.entries("A|contains: ab").matches("{'A':'ab'}", "{'A':'XABX'}").misses("{'A':'a b'}");
  }

  @Test
  @Spec("S-075")
  void aPlaceAnchorsARegularExpression() {
    Check.entries("A|re|startswith: b+").matches("{'A':'bc'}").misses("{'A':'abc'}");
    Check.entries("A|re|endswith: b+").matches("{'A':'ab'}").misses("{'A':'abc'}");
    Check.entries("A|re|contains: b+")
        .finds("'contains' adds nothing")
        .matches("{'A':'abc'}")
        .misses("{'A':'ac'}");
  }

  @Test
  @Spec({"S-076", "S-099"})
  void fieldrefComparesTwoFields() {
    Check.entries("A|fieldref: B")
        .matches("{'A':'x','B':'X'}", "{'A':7,'B':'7'}")
        .misses("{'A':'x','B':'y'}", "{'A':'x'}", "{'B':'x'}", "{'A':null,'B':null}");
    Check.entries("A|fieldref|neq: B").matches("{'A':'x','B':'y'}").misses("{'A':'x','B':'x'}");
    Check.entries("A|fieldref|cased: B").matches("{'A':'x','B':'x'}").misses("{'A':'x','B':'X'}");
    for (String chain : new String[] {"fieldref|endswith", "endswith|fieldref"}) {
      Check.entries("A|" + chain + ": B")
          .matches("{'A':'abc','B':'BC'}")
          .misses("{'A':'bc','B':'abc'}");
    }
    Check.entries("A|fieldref|startswith: B")
        .matches("{'A':'abc','B':'AB'}")
        .misses("{'A':'xab','B':'ab'}");
    Check.entries("A|fieldref|contains: B")
        .matches("{'A':'abc','B':'b'}")
        .misses("{'A':'b','B':'abc'}");
    Check.refuses("A|fieldref: 'B*'", "a field name with a wildcard");
    Check.refuses("A|fieldref: null", "takes the name of a field");
  }

  @Test
  @Spec("S-077")
  void existsAsksForTheKey() {
    Check.entries("A|exists: true").matches("{'A':null}", "{'A':''}", "{'A':0}").misses("{'B':1}");
    Check.entries("A|exists: false").matches("{'B':1}").misses("{'A':null}", "{'A':''}");
    Check.refuses("A|exists: 'true'", "takes true or false");
    Check.refuses("A|exists: [true, false]", "takes true or false");
    Check.refuses("A|contains|exists: true", "cannot be combined");
    Check.refuses("'|exists': true", "needs a field before it");
  }

  @Test
  @Spec({"S-070", "S-079"})
  void neqIsNoneOfTheValues() {
    Check.entries("A|neq: [x, y]")
        .matches("{'A':'z'}", "{}", "{'A':null}")
        .misses("{'A':'X'}", "{'A':'y'}", "{'A':['z','y']}");
    Check.entries("A|contains|neq: x").matches("{'A':'y'}").misses("{'A':'axa'}");
    Check.entries("A|neq|all|contains: [x, y]").matches("{'A':'x'}").misses("{'A':'xy'}");
  }

  @Test
  @Spec({"S-080", "S-081"})
  void windashIsAnyDashWhereAWordBegins() {
    for (String chain : new String[] {"windash|contains", "contains|windash"}) {
      Check.entries("A|" + chain + ": ' -a /b'")
          .matches("{'A':'x -a /b'}", "{'A':'x /a -b'}", "{'A':'x –a —b'}", "{'A':'x ―a -b'}")
          .misses("{'A':'x a b'}", "{'A':'x +a -b'}");
    }
    Check.entries("A|windash: '-a-b'").matches("{'A':'/a-b'}").misses("{'A':'-a/b'}");
    Check.entries("A|windash: 'a -'").matches("{'A':'a -'}").misses("{'A':'a /'}");
    Check.entries("A|windash: '–a'").matches("{'A':'–a'}").misses("{'A':'-a'}");
    Check.entries("A|windash: '*-𐐀'").matches("{'A':'x/𐐨'}").misses("{'A':'x/x'}");
  }

  @Test
  @Spec({"S-082", "S-083", "S-084"})
  void aRegularExpressionIsSearchedForAndMindsTheCase() {
    Check.entries("A|re: 'b.?c{2,3}[x-z]|^q'")
        .matches("{'A':'abccz'}", "{'A':'qa'}")
        .misses("{'A':'abcz'}", "{'A':'ABCCZ'}", "{'A':'aq'}");
    Check.entries("A|re: 'a\\\\b'").matches("{'A':'a\\\\b'}").misses("{'A':'ab'}");
    Check.entries("A|re: '2.'").matches("{'A':42.5}", "{'A':426425}").misses("{'A':42}");
    Check.refuses("A|re: '('", "not a regular expression");
    Check.refuses("A|contains|re: a", "'re' has to be the first modifier");
    Check.refuses("A|re: true", "'re' needs a pattern");
    Check.refuses("A|re: 'a(?=b)'", "look-around is not available");
    Check.refuses("A|re: '(a)\\1'", "back-references are not available");
  }

  @Test
  @Spec({"S-085", "S-086", "S-100"})
  void flagsOfRegularExpressions() {
    for (String flag : new String[] {"i", "ignorecase"}) {
      Check.entries("A|re|" + flag + ": ab").matches("{'A':'AB'}").misses("{'A':'A'}");
    }
    for (String flag : new String[] {"m", "multiline"}) {
      Check.entries("A|re|" + flag + ": '^b$'").matches("{'A':'a\\nb\\nc'}").misses("{'A':'ab'}");
    }
    for (String flag : new String[] {"s", "dotall"}) {
      Check.entries("A|re|" + flag + ": a.b").matches("{'A':'a\\nb'}").misses("{'A':'ab'}");
    }
    Check.entries("A|re: '^b$'").misses("{'A':'a\\nb'}").matches("{'A':'b'}");
    Check.entries("A|re: 'a.b'").misses("{'A':'a\\nb'}").matches("{'A':'axb'}");
    Check.entries("A|re: '(?i)ab'").matches("{'A':'AB'}").misses("{'A':'A B'}");
    Check.refuses("A|i: x", "'i' needs 're' before it");
    Check.refuses("A|m|re: x", "'m' needs 're' before it");
  }

  @ParameterizedTest
  @Spec({"S-087", "S-089", "S-090", "S-091", "S-092"})
  @CsvSource({
    "base64, ab, YWI=, YWJ=",
    "base64, é, w6k=, 6Q==",
    "utf16le|base64, ab, YQBiAA==, AGEAYg==",
    "wide|base64, ab, YQBiAA==, YWI=",
    "wide|base64, é, 6QA=, w6k=",
    "utf16be|base64, ab, AGEAYg==, YQBiAA==",
    "utf16be|base64, é, AOk=, 6QA=",
    "utf16|base64, ab, //5hAGIA, /v8AYQBi",
    "base64|base64, ab, WVdJPQ==, YWI="
  })
  void encodings(String chain, String value, String encoded, String other) {
    Check.entries("A|" + chain + ": '" + value + "'")
        .matches("{'A':'" + encoded + "'}")
        .misses("{'A':'" + other + "'}", "{'A':'" + value + "'}", "{'A':'x" + encoded + "'}");
    Check.entries("A|" + chain + "|contains: '" + value + "'").matches("{'A':'x" + encoded + "x'}");
  }

  @Test
  @Spec({"S-089", "S-091", "S-092"})
  void wideTextsAreBytes() {
    Check.entries("A|wide: ab").matches("{'A':'a\\u0000b\\u0000'}").misses("{'A':'ab'}");
    Check.entries("A|utf16: 'a*b'")
        .matches("{'A':'\u00FF\u00FEa\\u0000xb\\u0000'}")
        .misses("{'A':'a\\u0000xb\\u0000'}");
    Check.refuses("A|wide: 'a?'", "a wildcard cannot be encoded with 'wide'");
    Check.refuses("A|base64: 'a*'", "a wildcard cannot be encoded with 'base64'");
    Check.refuses("A|base64: ''", "there is nothing to encode");
    Check.refuses("A" + "|base64".repeat(5) + ": a", "more than 4 encodings of one value");
    Check.refuses("A|base64offset|base64: a", "'base64' cannot follow 'base64offset'");
  }

  @ParameterizedTest
  @Spec("S-088")
  @CsvSource({"foobar", "é", "wé日", "日本", "'a b\\\\c'"})
  void base64OffsetFindsAValueWhereverItBegins(String value) {
    String plain = value.replace("\\\\", "\\");
    Check check = Check.entries("A|base64offset|contains: '" + value + "'");
    Check alone = Check.entries("A|base64offset: '" + value + "'");
    for (String before : new String[] {"", "x", "xy", "xyz", "\u0001\u0002"}) {
      for (String after : new String[] {"", "x", "xy", "\u00FF"}) {
        String event = "{'A':'" + base64(before + plain + after) + "'}";
        check.matches(event);
        alone.matches(event);
      }
    }
    check.misses("{'A':'" + base64("something else") + "'}", "{'A':'" + plain.charAt(0) + "'}");
  }

  @Test
  @Spec("S-093")
  void comparesNumbers() {
    Check.entries("A|lt: 5").matches("{'A':4}", "{'A':'4.9'}").misses("{'A':5}", "{'A':'x'}");
    Check.entries("A|lte: 5").matches("{'A':5}", "{'A':-7}").misses("{'A':5.1}", "{}");
    Check.entries("A|gt: 5").matches("{'A':5.1}", "{'A':'06'}").misses("{'A':5}", "{'A':true}");
    Check.entries("A|gte: 5").matches("{'A':5}", "{'A':'5.0'}").misses("{'A':4}", "{'A':null}");
    Check.entries("A|gt: 9007199254740992")
        .matches("{'A':9007199254740993}")
        .misses("{'A':9007199254740992}");
    Check.entries("A|gt: '5'").finds("a number in quotes").matches("{'A':6}").misses("{'A':5}");
    Check.refuses("A|gt: five", "'gt' needs a number");
    Check.refuses("A|gt: null", "'gt' needs a number, not null");
  }

  @ParameterizedTest
  @Spec("S-095")
  @CsvSource({
    "minute, 5, 4, 60",
    "hour, 23, 22, 24",
    "day, 2, 3, 32",
    "week, 1, 2, 54",
    "month, 1, 2, 13",
    "year, 2026, 2025, 10000"
  })
  void takesPartsOfTimesAsWritten(String part, int is, int isNot, int never) {
    for (String time :
        new String[] {"2026-01-02T23:05:06+09:00", "2026-01-02 23:05:06", "2026/01/02T23:05Z"}) {
      Check.entries("A|" + part + ": " + is).matches("{'A':'" + time + "'}");
      Check.entries("A|" + part + ": " + isNot).misses("{'A':'" + time + "'}");
      Check.entries("A|" + part + "|gte: " + is).matches("{'A':'" + time + "'}");
      Check.entries("A|" + part + "|gt: " + is).misses("{'A':'" + time + "'}", "{'A':'x'}", "{}");
    }
    Check.entries("A|" + part + "|lte: " + is).matches("{'A':1767395100}");
    Check.refuses("A|" + part + ": " + never, "no " + part + " is '" + never + "'");
    Check.refuses("A|" + part + ": x", "'" + part + "' needs a number");
  }

  @Test
  @Spec({"S-096", "S-097"})
  void networks() {
    Check.entries("A|cidr: 192.168.0.0/23")
        .matches("{'A':'192.168.1.255'}", "{'A':'::ffff:192.168.0.1'}", "{'A':['x','192.168.0.0']}")
        .misses("{'A':'192.168.2.0'}", "{'A':'localhost'}", "{'A':'192.168.0.0/24'}", "{'A':1}");
    Check.entries("A|cidr: [10.0.0.0/8, '2001:db8::/33']")
        .matches("{'A':'10.9.8.7'}", "{'A':'2001:DB8:7fff::1'}")
        .misses("{'A':'2001:db8:8000::'}", "{'A':'11.0.0.0'}", "{}");
    Check.entries("A|cidr: 10.1.2.3").matches("{'A':'10.1.2.3'}").misses("{'A':'10.1.2.4'}");
    Check.entries("A|cidr: 10.1.2.3/8").finds("bits beyond its prefix").matches("{'A':'10.9.9.9'}");
    Check.refuses("A|cidr: 10.0.0.0/33", "not a network");
    Check.refuses("A|cidr: example.org", "not a network");
    Check.refuses("A|contains|cidr: 10.0.0.0/8", "'contains' cannot be combined with 'cidr'");
  }

  @Test
  @Spec({"S-098", "S-101", "S-102", "S-103", "S-104", "S-105", "S-106"})
  void expandFillsInPlaceholders() {
    SigmaOptions options =
        SigmaOptions.defaults()
            .placeholder("Workstations", "ws-*", "nb-1")
            .placeholder("dir", "C:\\")
            .placeholder("two.b", "x", "y");
    Check.entries(options, "A|expand: '%Workstations%'")
        .matches("{'A':'WS-7'}", "{'A':'nb-1'}")
        .misses("{'A':'nb-2'}", "{'A':'%Workstations%'}");
    for (String chain : new String[] {"expand|contains", "contains|expand"}) {
      Check.entries(options, "A|" + chain + ": '-%Workstations%'")
          .matches("{'A':'x-nb-1x'}")
          .misses("{'A':'nb-1'}");
    }
    Check.entries(options, "A: '%Workstations%'")
        .matches("{'A':'%workstations%'}")
        .misses("{'A':'nb-1'}");
    Check.entries(options, "A|expand: '\\%a%two.b%'")
        .matches("{'A':'%ax'}")
        .misses("{'A':'%a%two.b%'}");
    Check.entries(options, "A|expand: '\\\\%two.b%'")
        .matches("{'A':'\\\\y'}")
        .misses("{'A':'%two.b%'}");
    Check.entries(options, "A|expand: '%two.b%-%two.b%'")
        .matches("{'A':'x-x'}", "{'A':'y-x'}")
        .misses("{'A':'x-'}");
    Check.entries(options, "A|expand: '%dir%*'").matches("{'A':'c:\\\\x'}").misses("{'A':'c:*'}");
    Check.entries(options, "A|expand: '100%'")
        .finds("'expand' finds no placeholder")
        .matches("{'A':'100%'}");
    Check.refuses("A|expand: '%Servers%'", "no value is known for the placeholder '%Servers%'");
    Check.refuses("A|expand: 'a%own name.x%%own_name%'", "'%own_name%'");
    String[] many = new String[101];
    java.util.Arrays.setAll(many, i -> "v" + i);
    SigmaOptions much = SigmaOptions.defaults().placeholder("m", many).lenient();
    assertThat(
            SigmaRules.parse(Rules.yaml("s:", "    A|expand: '%m%%m%'", "condition: s"), much)
                .problems())
        .extracting(SigmaProblem::message)
        .containsExactly("placeholders expand to more than 10000 values");
  }

  @Test
  @Spec({"S-069", "S-107", "S-108", "S-109", "S-110"})
  void keywordsAreLookedForInEveryValue() {
    Check.detection("k:", "    - needle", "    - '7*9'", "condition: k")
        .matches("{'a':{'b':['x','a NEEDLE!']}}", "{'n':17189}", "{'needle ':'x','o':'needle'}")
        .misses("{'needle':'x'}", "{'n':97}", "{}");
    Check.detection("k:", "    '|all': [one, two]", "condition: k")
        .matches("{'a':'one','b':'TWO'}", "{'a':'two one'}")
        .misses("{'a':'one'}", "{'b':'two'}");
    Check.detection("k:", "    '|re': '^a.c$'", "condition: k")
        .matches("{'x':'b','y':'abc'}")
        .misses("{'x':'xabc'}");
    Check.detection("k: true", "condition: k").matches("{'a':true}").misses("{'a':false}");
    Check.detection("k:", "    '|startswith|cased': Ab", "condition: k")
        .matches("{'x':'Abc'}")
        .misses("{'x':'abc'}", "{'x':'xAb'}");
    Check.refusesDetection(
        "null cannot be searched for", "k:", "    - a", "    - null", "condition: k");
    Check.refusesDetection(
        "null cannot be searched for", "k:", "    '|all': [a, ~]", "condition: k");
    Check.refusesDetection("needs a field before it", "k:", "    '|gt': 5", "condition: k");
  }
}
