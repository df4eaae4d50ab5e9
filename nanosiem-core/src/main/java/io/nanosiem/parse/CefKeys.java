package io.nanosiem.parse;

import java.util.Arrays;

/**
 * The keys that CEF records are made of, so that a record of known keys costs no copies of them:
 * each is found in place, by its length and three of its characters, and its one copy is used.
 *
 * <p>Open addressing in a table four times as large as the names are many; whoever writes the
 * record cannot add to it, so its longest run is known.
 */
final class CefKeys {
  /** What the parser does with a value beyond storing it. */
  static final byte NOTHING = 0;

  static final byte MESSAGE = 1;
  static final byte RECEIPT = 2;
  static final byte FINISH = 3;
  static final byte BEGIN = 4;
  static final byte ZONE = 5;
  static final byte HOST = 6;
  static final byte ADDRESS = 7;
  static final byte LABEL = 8;

  private static final int SIZE = 1024;
  private static final String[] NAMES = new String[SIZE];
  private static final byte[] USES = new byte[SIZE];

  static {
    String plain =
        "act app art c6a1 c6a2 c6a3 c6a4 cat catdt cfp1 cfp2 cfp3 cfp4 cn1 cn2 cn3 cnt cs1 cs2 cs3"
            + " cs4 cs5 cs6 customerURI deviceAction deviceCustomDate1 deviceCustomDate2"
            + " deviceDirection deviceDnsDomain deviceExternalId deviceFacility"
            + " deviceInboundInterface deviceMacAddress deviceNtDomain deviceOutboundInterface"
            + " devicePayloadId deviceProcessId deviceProcessName deviceSeverity"
            + " deviceTranslatedAddress dhost dlat dlong dmac dntdom domain dpid dpriv dproc dpt dst"
            + " dtz duid duser dvcmac dvcpid destinationAddress destinationDnsDomain"
            + " destinationHostName destinationMacAddress destinationNtDomain destinationPort"
            + " destinationProcessId destinationProcessName destinationServiceName"
            + " destinationTranslatedAddress destinationTranslatedPort destinationUserId"
            + " destinationUserName destinationUserPrivileges eventId externalId fileCreateTime"
            + " fileHash fileId fileModificationTime fileName filePath filePermission fileSize"
            + " fileType flexDate1 flexNumber1 flexNumber2 flexString1 flexString2 fname fsize in mrt"
            + " oldFileCreateTime oldFileHash oldFileId oldFileModificationTime oldFileName"
            + " oldFilePath oldFilePermission oldFileSize oldFileType out outcome proto reason"
            + " request requestClientApplication requestContext requestCookies requestMethod"
            + " requestUrl shost slat slong smac sntdom sourceAddress sourceDnsDomain sourceHostName"
            + " sourceMacAddress sourceNtDomain sourcePort sourceProcessId sourceProcessName"
            + " sourceServiceName sourceTranslatedAddress sourceTranslatedPort sourceUserId"
            + " sourceUserName sourceUserPrivileges spid spriv sproc spt src suid suser"
            + " transportProtocol type rawEvent severity policy rule";
    for (String name : plain.split(" ", -1)) {
      add(name, NOTHING);
    }
    for (String custom :
        "c6a1 c6a2 c6a3 c6a4 cfp1 cfp2 cfp3 cfp4 cn1 cn2 cn3 cs1 cs2 cs3 cs4 cs5 cs6"
            .split(" ", -1)) {
      add(custom + "Label", LABEL);
    }
    for (String custom :
        "deviceCustomDate1 deviceCustomDate2 flexDate1 flexNumber1 flexNumber2 flexString1 flexString2"
            .split(" ", -1)) {
      add(custom + "Label", LABEL);
    }
    add("msg", MESSAGE);
    add("message", MESSAGE);
    add("rt", RECEIPT);
    add("deviceReceiptTime", RECEIPT);
    add("end", FINISH);
    add("endTime", FINISH);
    add("start", BEGIN);
    add("startTime", BEGIN);
    add("dtz", ZONE);
    add("deviceTimeZone", ZONE);
    add("dvchost", HOST);
    add("deviceHostName", HOST);
    add("dvc", ADDRESS);
    add("deviceAddress", ADDRESS);
  }

  private CefKeys() {}

  private static void add(String name, byte use) {
    int slot = hash(name, 0, name.length());
    while (NAMES[slot] != null && !NAMES[slot].equals(name)) {
      slot = slot + 1 & SIZE - 1;
    }
    NAMES[slot] = name;
    USES[slot] = use;
  }

  private static int hash(String s, int from, int to) {
    int length = to - from;
    int mixed =
        s.charAt(from) * 0x2F0B4C47
            + s.charAt(to - 1) * 0x1B873593
            + s.charAt(from + (length >> 1)) * 0x0CC9E2D5
            + length * 0x27D4EB2F;
    return mixed >>> 22;
  }

  /** The slot of a key that is known, or -1. */
  static int slot(String s, int from, int to) {
    int length = to - from;
    for (int slot = hash(s, from, to); ; slot = slot + 1 & SIZE - 1) {
      String name = NAMES[slot];
      if (name == null) {
        return -1;
      }
      if (name.length() == length && s.startsWith(name, from)) {
        return slot;
      }
    }
  }

  static String name(int slot) {
    return NAMES[slot];
  }

  static byte use(int slot) {
    return USES[slot];
  }

  /** How many of the table's slots are taken, and the longest run of them: for the test. */
  static int[] fill() {
    int taken = 0;
    int run = 0;
    int longest = 0;
    for (int i = 0; i < 2 * SIZE; i++) {
      run = NAMES[i & SIZE - 1] == null ? 0 : run + 1;
      longest = Math.max(longest, run);
      taken += i < SIZE && NAMES[i] != null ? 1 : 0;
    }
    return new int[] {taken, longest, Arrays.asList(NAMES).indexOf(null)};
  }
}
