package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts, wildcards, escapes, and values that are none. */
class StringsAndEscapesTest {
  @Test
  @Spec({"S-045", "S-048"})
  void aTextIsTheWholeValueWhateverItsCase() {
    Check.entries("A: Foo")
        .matches("{'A':'foo'}", "{'A':'FOO'}")
        .misses("{'A':'food'}", "{'A':' foo'}", "{'A':''}", "{'B':'foo'}", "{}");
    Check.entries("A: '4625'").matches("{'A':4625}", "{'A':'4625'}").misses("{'A':'04625'}");
  }

  @Test
  @Spec({"S-045", "S-094"})
  void aNumberIsTheNumberOrItsText() {
    Check.entries("A: 4625")
        .matches("{'A':4625}", "{'A':4625.0}", "{'A':'4625'}")
        .misses("{'A':'04625'}", "{'A':'4625.0'}", "{'A':'0x1211'}", "{'A':true}", "{'A':46250}");
    Check.entries("A: 9007199254740993")
        .matches("{'A':9007199254740993}")
        .misses("{'A':9007199254740992}");
    Check.entries("A|neq: 5").matches("{'A':6}", "{'A':'05'}", "{}").misses("{'A':5}", "{'A':5.0}");
  }

  @Test
  @Spec("S-044")
  void valuesAreTextsNumbersBooleansAndNull() {
    Check.entries("A: 1.5").matches("{'A':1.5}", "{'A':'1.5'}").misses("{'A':'1.50'}", "{'A':15}");
    Check.entries("A: true")
        .matches("{'A':true}", "{'A':'TRUE'}")
        .misses("{'A':'yes'}", "{'A':1}", "{'A':false}");
    Check.entries("A: yes").matches("{'A':'Yes'}").misses("{'A':true}");
    Check.entries("A: 2024-01-02").matches("{'A':'2024-01-02'}").misses("{'A':2024}");
    Check.refuses("A: .nan", "equals nothing");
    Check.refuses("A: -.inf", "equals nothing");
    Check.refuses("A: 1e999", "a number of this size is not supported");
  }

  @Test
  @Spec("S-049")
  void starIsAnyNumberAndQuestionMarkIsOne() {
    Check.entries("A: 'a*z'").matches("{'A':'az'}", "{'A':'a\\nz'}").misses("{'A':'azy'}");
    Check.entries("A: 'a?z'")
        .matches("{'A':'abz'}", "{'A':'a\\nz'}", "{'A':'a😀z'}")
        .misses("{'A':'az'}", "{'A':'abbz'}");
    Check.entries("A: '*'").matches("{'A':''}", "{'A':7}").misses("{'A':null}", "{}");
  }

  @Test
  @Spec("S-050")
  void wildcardsWorkWithinPlacesAndKeywords() {
    Check.entries("A|contains: 'a?c'").matches("{'A':'xabcx'}").misses("{'A':'xacx'}");
    Check.entries("A|startswith: 'a*c'").matches("{'A':'abbcx'}").misses("{'A':'xac'}");
    Check.entries("A|endswith: 'a*c'").matches("{'A':'xabbc'}").misses("{'A':'acx'}");
    Check.detection("k:", "    - 'a*c'", "condition: k")
        .matches("{'A':'xabbcx'}")
        .misses("{'A':'xab'}");
  }

  @Test
  @Spec("S-051")
  void escapedWildcardsAreThemselves() {
    Check.entries("A: 'a\\*'").matches("{'A':'a*'}").misses("{'A':'ab'}", "{'A':'a\\\\*'}");
    Check.entries("A: 'a\\?'").matches("{'A':'a?'}").misses("{'A':'ab'}", "{'A':'a\\\\?'}");
  }

  @Test
  @Spec({"S-052", "S-053", "S-056"})
  void backslashesStandForThemselvesAloneAndInPairs() {
    Check.entries("A: 'C:\\x'").matches("{'A':'c:\\\\x'}").misses("{'A':'c:x'}");
    Check.entries("A: 'C:\\\\x'").matches("{'A':'c:\\\\x'}").misses("{'A':'c:\\\\\\\\x'}");
    for (String share : new String[] {"\\\\\\x", "\\\\\\\\x"}) {
      Check.entries("A: '" + share + "'")
          .matches("{'A':'\\\\\\\\x'}")
          .misses("{'A':'\\\\x'}", "{'A':'\\\\\\\\\\\\x'}");
    }
  }

  @Test
  @Spec({"S-054", "S-055"})
  void aPairBeforeAStarLeavesItOneMoreTakesIt() {
    Check.entries("A: 'a\\\\*'")
        .matches("{'A':'a\\\\'}", "{'A':'a\\\\bc'}")
        .misses("{'A':'abc'}", "{'A':'a*'}");
    Check.entries("A: 'a\\\\\\*'").matches("{'A':'a\\\\*'}").misses("{'A':'a\\\\b'}", "{'A':'a*'}");
  }

  @Test
  @Spec({"S-057", "S-058"})
  void theLastBackslashIsOneAndEscapesNothingThatIsAdded() {
    Check.entries("A: 'a\\'").matches("{'A':'a\\\\'}").misses("{'A':'a'}");
    Check.entries("A|contains: '\\Temp\\'")
        .matches("{'A':'C:\\\\temp\\\\x'}")
        .misses("{'A':'C:\\\\temp*'}");
    Check.entries("A|endswith: '\\*'").matches("{'A':'x*'}").misses("{'A':'x'}");
    Check.entries("A|startswith: 'a\\'").matches("{'A':'a\\\\b'}").misses("{'A':'a*'}");
  }

  @Test
  @Spec("S-059")
  void aWildcardThatIsThereIsEnough() {
    Check.entries("A|contains: '*b*'").matches("{'A':'b'}", "{'A':'abc'}").misses("{'A':'ac'}");
    Check.entries("A|startswith: 'b*'").matches("{'A':'b'}").misses("{'A':'ab'}");
    Check.entries("A|endswith: '*b'").matches("{'A':'b'}").misses("{'A':'bc'}");
  }

  @Test
  @Spec({"S-060", "S-078", "S-101"})
  void caseMattersToCasedOnly() {
    Check.entries("A: ÄΣ").matches("{'A':'äς'}", "{'A':'ÄΣ'}").misses("{'A':'äσ'}", "{'A':'aς'}");
    Check.entries("A: 𐐀é").matches("{'A':'𐐨É'}").misses("{'A':'𐐩é'}");
    Check.entries("A|cased: Ab").matches("{'A':'Ab'}").misses("{'A':'ab'}", "{'A':'AB'}");
    for (String chain : new String[] {"cased|contains", "contains|cased"}) {
      Check.entries("A|" + chain + ": Ab").matches("{'A':'xAbx'}").misses("{'A':'xabx'}");
    }
    Check.entries("A|cased|startswith: A").matches("{'A':'Ab'}").misses("{'A':'ab'}");
    Check.entries("A|endswith|cased: 'B'").matches("{'A':'aB'}").misses("{'A':'ab'}");
  }

  @Test
  @Spec({"S-061", "S-062"})
  void emptyAndNullAreTwoThings() {
    Check.entries("A: ''").matches("{'A':''}").misses("{'A':null}", "{}", "{'A':' '}");
    Check.entries("A: null").matches("{'A':null}", "{}", "{'B':1}").misses("{'A':''}", "{'A':0}");
  }

  @Test
  @Spec("S-063")
  void nullInAListIsReadWithAFinding() {
    Check.entries("A: [x, null]")
        .finds("null in a list of values")
        .matches("{'A':'x'}", "{'A':null}", "{}")
        .misses("{'A':'y'}");
    assertThat(Check.entries("A: [x, null]").rules().problems()).isEmpty();
  }

  @Test
  @Spec("S-064")
  void notNullIsASearchOfItsOwn() {
    Check.detection("s:", "    A: x", "n:", "    B: null", "condition: s and not n")
        .matches("{'A':'x','B':''}")
        .misses("{'A':'x','B':null}", "{'A':'x'}");
  }

  @Test
  @Spec("S-065")
  void modifiersOfTextsDoNotApplyToOtherValues() {
    for (String modifier :
        new String[] {"contains", "startswith", "endswith", "cased", "windash", "base64", "wide"}) {
      Check.refuses("A|" + modifier + ": null", "'" + modifier + "' cannot be applied to null");
      Check.refuses("A|" + modifier + ": true", "cannot be applied to a boolean");
    }
    Check.entries("A|contains: 25")
        .finds("a number with 'contains', read as its text")
        .matches("{'A':4625}", "{'A':'x25'}")
        .misses("{'A':52}");
  }
}
