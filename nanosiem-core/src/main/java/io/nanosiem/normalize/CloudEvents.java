package io.nanosiem.normalize;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON of cloud services, identity providers, network sensors and other applications: where it
 * comes from in Sigma's terms, who acted from where, and how an attempt to sign in ended.
 *
 * <p>A record is known by its shape, several members that no other product has together; never by
 * one that says what product it is, which anybody can write. CloudTrail, Google's and Microsoft's
 * records are also found one level down, where collectors put them. Only the one kind of record
 * that a service writes for an attempt to sign in has an outcome.
 */
final class CloudEvents {
  private static final String[] WRAPPERS = {
    "aws", "Event", "detail", "data", "gcp", "office365", "json"
  };

  private static final int SERVICE = 1;
  private static final int APPLICATION = 2;
  private static final int SENSOR = 4;
  private static final int WRAPPER = 8;

  private final Event.Builder event;
  private final Map<?, ?> record;

  private CloudEvents(Event.Builder event, Map<?, ?> record) {
    this.event = event;
    this.record = record;
  }

  /**
   * Reads an event if it is of a kind that is known.
   *
   * @return whether all is said; false if the event is of no known kind, or if its other fields
   *     have names that everybody uses
   */
  static boolean read(Event.Builder event) {
    if (!event.format().equals(LogFormat.JSON)) {
      return false;
    }
    Map<String, @Nullable Object> fields = event.fields();
    int hints = hints(fields);
    if (hints == 0) {
      return false;
    }
    CloudEvents whole = new CloudEvents(event, fields);
    if (((hints & SERVICE) != 0 && whole.service())
        || ((hints & APPLICATION) != 0 && whole.application())) {
      return true;
    }
    if ((hints & SENSOR) != 0) {
      whole.sensor();
    }
    if ((hints & WRAPPER) == 0 || !event.logSource().isUnknown()) {
      return false;
    }
    for (String wrapper : WRAPPERS) {
      if (fields.get(wrapper) instanceof Map<?, ?> inner
          && new CloudEvents(event, inner).service()) {
        CloudNames.unwrap(event, inner);
        return true;
      }
    }
    return false;
  }

  /**
   * Which kinds a record may be of, in one look at its names: most records are of none, and to ask
   * each kind for its members would take as long as all the rest of the normaliser.
   */
  private static int hints(Map<String, @Nullable Object> fields) {
    int hints = 0;
    for (String name : fields.keySet()) {
      switch (name) {
        case "eventName", "protoPayload", "Workload" -> hints |= SERVICE;
        case "apiVersion",
            "actor",
            "auditType",
            "logtype",
            "event_type_id",
            "event_type",
            "operationName",
            "OperationName",
            "OperationNameValue",
            "conditionalAccessStatus",
            "ConditionalAccessStatus",
            "isInteractive",
            "riskEventType",
            "properties",
            "activityDisplayName",
            "ActivityDisplayName" ->
            hints |= APPLICATION;
        case "id.orig_h", "_path", "flow_id", "in_iface", "pcap_cnt" -> hints |= SENSOR;
        case "aws", "Event", "detail", "data", "gcp", "office365", "json" -> hints |= WRAPPER;
        default -> {}
      }
    }
    return hints;
  }

  /** Services whose records collectors wrap. */
  private boolean service() {
    if (isCloudTrail()) {
      cloudTrail();
    } else if (record.get("protoPayload") instanceof Map<?, ?>
        && has("logName", "insertId", "resource")) {
      google();
    } else if (has("Workload") && has("RecordType", "OrganizationId", "CreationTime")) {
      microsoft365();
    } else {
      return false;
    }
    return true;
  }

  private boolean application() {
    if (text("apiVersion").startsWith("audit.k8s.io/") && has("auditID", "verb", "stage")) {
      kubernetes();
    } else if (has("eventType")
        && is("actor")
        && is("outcome")
        && has("published", "uuid", "displayMessage")) {
      okta();
    } else if (isAzure()) {
      return true;
    } else if (text("kind").endsWith("#reports#activity")
        || (is("id") && is("actor") && text("id.applicationName").length() > 0)) {
      workspace();
    } else if (text("action").indexOf('.') > 0
        && record.get("actor") instanceof String
        && has("_document_id", "actor_location", "org", "business")) {
      github();
    } else if (is("auditType") && is("author")) {
      bitbucket();
    } else if (has("logtype") && has("node_id") && has("logdata", "src_host", "local_time")) {
      openCanary();
    } else if (has("event_type_id") && has("account_id", "actor_user_id", "user_name")) {
      oneLogin();
    } else if (text("event_type").equals("authentication")
        && has("factor", "txid")
        && has("access_device", "application")) {
      duo();
    } else {
      return false;
    }
    return true;
  }

  // Amazon Web Services, CloudTrail record contents.

  private boolean isCloudTrail() {
    if (!(record.get("eventName") instanceof String)) {
      return false;
    }
    int marks = text("eventSource").endsWith(".amazonaws.com") ? 1 : 0;
    marks += is("userIdentity") ? 1 : 0;
    marks += has("awsRegion") ? 1 : 0;
    marks += has("eventVersion") && has("eventTime", "eventID", "eventType") ? 1 : 0;
    return marks >= 2;
  }

  private void cloudTrail() {
    source("aws", "cloudtrail");
    user(identity());
    address(text("sourceIPAddress"));
    String name = text("eventName");
    if (name.equals("ConsoleLogin")) {
      outcome(text("responseElements.ConsoleLogin"));
    }
    String result = has("errorCode", "errorMessage") ? "failure" : "success";
    event.derived("event.outcome", result);
    event.derived("status", result);
    if (text("eventSource").equals("iam.amazonaws.com") && event.category() == null) {
      event.category(EventCategory.IAM);
    }
  }

  private @Nullable String identity() {
    switch (text("userIdentity.type")) {
      case "Root" -> {
        return "root";
      }
      case "AWSService" -> {
        return first("userIdentity.invokedBy");
      }
      case "AssumedRole", "FederatedUser" -> {
        return first(
            "userIdentity.sessionContext.sessionIssuer.userName",
            "userIdentity.userName",
            "userIdentity.principalId");
      }
      default -> {
        String name = first("userIdentity.userName");
        if (name != null) {
          return name.equals("HIDDEN_DUE_TO_SECURITY_REASONS") ? null : name;
        }
        String arn = text("userIdentity.arn");
        int slash = arn.lastIndexOf('/');
        return slash > 0 ? arn.substring(slash + 1) : first("userIdentity.principalId");
      }
    }
  }

  // Google Cloud audit logs, and those of Workspace that are sent there.

  private void google() {
    String service = text("protoPayload.serviceName");
    boolean login = service.equals("login.googleapis.com");
    boolean workspace = login || service.equals("admin.googleapis.com");
    if (workspace) {
      source("gcp", login ? "google_workspace.login" : "google_workspace.admin");
      CloudNames.add(event, record, CloudNames.GOOGLE_WORKSPACE);
    } else {
      source("gcp", "gcp.audit");
    }
    CloudNames.add(event, record, CloudNames.GCP_AUDIT);
    user(first("protoPayload.authenticationInfo.principalEmail"));
    address(text("protoPayload.requestMetadata.callerIp"));
    if (login) {
      String method = text("protoPayload.methodName");
      signIn(method.endsWith(".loginSuccess"), method.endsWith(".loginFailure"));
    }
  }

  private void workspace() {
    boolean login = text("id.applicationName").equals("login");
    source("gcp", login ? "google_workspace.login" : "google_workspace.admin");
    CloudNames.add(event, record, CloudNames.GOOGLE_WORKSPACE);
    event.derived("eventService", text("id.applicationName") + ".googleapis.com");
    user(first("actor.email"));
    address(text("ipAddress"));
    String name = text("events.name");
    signIn(login && name.equals("login_success"), login && name.equals("login_failure"));
  }

  // Microsoft 365, Office 365 Management Activity API schema.

  private void microsoft365() {
    String service =
        switch (text("Workload")) {
          case "Exchange" -> "exchange";
          case "SecurityComplianceCenter" -> "threat_management";
          default -> "audit";
        };
    source("m365", service);
    CloudNames.add(event, record, CloudNames.M365);
    String result = text("ResultStatus");
    if (!result.isEmpty() && event.field("status") == null) {
      boolean good =
          switch (result.toLowerCase(Locale.ROOT)) {
            case "success", "succeeded", "true", "partiallysucceeded" -> true;
            default -> false;
          };
      event.derived("status", good ? "success" : "failure");
    } else if (service.equals("threat_management")) {
      event.derived("status", "success");
    }
    user(first("UserId"));
    address(first("ClientIP", "ClientIPAddress", "ActorIpAddress"));
    String operation = text("Operation");
    signIn(operation.equals("UserLoggedIn"), operation.equals("UserLoginFailed"));
  }

  // Azure: resource logs of the monitor, and the same records by Microsoft Graph.

  private boolean isAzure() {
    String category = lower(first("category", "Category"));
    boolean operation = has("operationName", "OperationName", "OperationNameValue");
    boolean monitor = operation && has("resourceId", "tenantId", "ResourceId", "_ResourceId");
    if ((monitor && category.endsWith("signinlogs"))
        || (has("conditionalAccessStatus", "ConditionalAccessStatus", "isInteractive")
            && has("userPrincipalName", "UserPrincipalName"))) {
      azureSignIn();
    } else if (has("riskEventType", "properties.riskEventType")
        && has("riskState", "riskLevel", "detectedDateTime", "properties")) {
      source("azure", "riskdetection");
      azureNames();
      user(first("properties.userPrincipalName", "userPrincipalName"));
      address(first("properties.ipAddress", "ipAddress"));
    } else if ((monitor && category.equals("auditlogs"))
        || (has("activityDisplayName", "ActivityDisplayName")
            && has("initiatedBy", "InitiatedBy")
            && has("targetResources", "TargetResources", "loggedByService", "LoggedByService"))) {
      source("azure", "auditlogs");
      azureNames();
      result(first("properties.result", "result", "Result"));
      user(
          first(
              "properties.initiatedBy.user.userPrincipalName",
              "initiatedBy.user.userPrincipalName",
              "InitiatedBy.user.userPrincipalName",
              "identity"));
      address(
          first(
              "properties.initiatedBy.user.ipAddress",
              "initiatedBy.user.ipAddress",
              "InitiatedBy.user.ipAddress",
              "callerIpAddress"));
      category(EventCategory.IAM);
    } else if (monitor
        && (has("caller", "Caller", "callerIpAddress", "CallerIpAddress")
            || has("correlationId", "CorrelationId"))) {
      source("azure", "activitylogs");
      azureNames();
      result(first("resultType", "status.value", "ActivityStatusValue"));
      user(
          first(
              "caller",
              "Caller",
              "identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
              "identity.claims.name"));
      address(first("callerIpAddress", "CallerIpAddress", "httpRequest.clientIpAddress"));
    } else {
      return false;
    }
    return true;
  }

  private void azureNames() {
    CloudNames.add(event, record, CloudNames.AZURE);
  }

  private void azureSignIn() {
    source("azure", "signinlogs");
    azureNames();
    user(first("properties.userPrincipalName", "userPrincipalName", "UserPrincipalName"));
    address(first("properties.ipAddress", "ipAddress", "IPAddress", "callerIpAddress"));
    String code =
        first("resultType", "ResultType", "properties.status.errorCode", "status.errorCode");
    if (code == null) {
      return;
    }
    boolean good = code.equals("0");
    result(good ? "Success" : "Failure");
    category(EventCategory.AUTHENTICATION);
    switch (code) {
      // The sign-in is not over: another factor, consent, a kept session (AADSTS error codes).
      case "50055",
          "50058",
          "50072",
          "50074",
          "50076",
          "50079",
          "50097",
          "50125",
          "50129",
          "50140",
          "50144",
          "51006",
          "65001",
          "65004",
          "81010",
          "81012",
          "81014" -> {}
      default -> signIn(good, !good);
    }
  }

  private void result(@Nullable String value) {
    if (value != null && event.field("Status") == null) {
      event.derived("Status", value);
    }
  }

  // Others.

  private void kubernetes() {
    event.logSource(new LogSource("application", "kubernetes", "audit"));
    CloudNames.add(event, record, CloudNames.KUBERNETES);
    user(first("user.username"));
    address(first("sourceIPs"));
    if (text("responseStatus.code").equals("401")) {
      signIn(false, true);
    }
  }

  private void okta() {
    source("okta", "okta");
    user(first("actor.alternateId"));
    address(first("client.ipAddress"));
    if (text("eventType").equals("user.session.start")) {
      String result = text("outcome.result");
      signIn(result.equals("SUCCESS"), result.equals("FAILURE") || result.equals("DENY"));
    }
  }

  private void github() {
    source("github", "audit");
    user(first("actor"));
    address(first("actor_ip"));
    String action = text("action");
    signIn(action.equals("user.login"), action.equals("user.failed_login"));
  }

  private void bitbucket() {
    source("bitbucket", "audit");
    user(first("author.name"));
    address(first("source"));
    String action = text("auditType.action");
    if (text("auditType.category").equals("Authentication")) {
      signIn(action.equals("User logged in"), action.startsWith("User login failed"));
    }
  }

  private void openCanary() {
    event.logSource(new LogSource("application", "opencanary", null));
    if (event.host() == null) {
      event.host(first("node_id"));
    }
    user(first("logdata.USERNAME"));
    address(first("src_host"));
    AddressReader reader = new AddressReader();
    String target = text("dst_host");
    if (reader.whole(target) && event.destinationAddress() == null) {
      event.destinationAddress(reader.text);
    }
    ports("src_port", "dst_port");
    category(EventCategory.INTRUSION_DETECTION);
    switch (text("logtype")) {
      // FTP, HTTP, SSH and Telnet: nobody ever logs in to a honeypot.
      case "2000", "3001", "4002", "6001" ->
          event.authenticationOutcome(AuthenticationOutcome.FAILURE);
      default -> {}
    }
  }

  private void oneLogin() {
    source("onelogin", "onelogin.events");
    user(first("user_name", "actor_user_name"));
    address(first("ipaddr"));
    String type = text("event_type_id");
    signIn(type.equals("5"), type.equals("6"));
  }

  private void duo() {
    source("cisco", "duo");
    user(first("user.name", "username"));
    address(first("access_device.ip", "ip"));
    String result = lower(text("result"));
    signIn(
        result.equals("success"),
        result.equals("denied") || result.equals("failure") || result.equals("fraud"));
  }

  // Network sensors: the rest of their fields has names that everybody uses.

  private void sensor() {
    boolean connection = record.get("id.orig_h") instanceof String && has("id.resp_h");
    if (has("ts")
        && (connection
            ? has("uid")
            : has("_path") && has("fingerprint", "certificate.serial", "fuid"))) {
      source("zeek", zeekLog());
      CloudNames.add(event, record, CloudNames.ZEEK);
      address(first("id.orig_h"));
      AddressReader reader = new AddressReader();
      if (reader.whole(text("id.resp_h")) && event.destinationAddress() == null) {
        event.destinationAddress(reader.text);
      }
      ports("id.orig_p", "id.resp_p");
      category(EventCategory.NETWORK);
    } else if (has("event_type") && has("src_ip") && has("flow_id", "in_iface", "pcap_cnt")) {
      event.logSource(LogSource.of("suricata", null));
      category(is("alert") ? EventCategory.INTRUSION_DETECTION : EventCategory.NETWORK);
    }
  }

  /** The log of Zeek, by the member that its JSON streaming adds, or by those that only it has. */
  private @Nullable String zeekLog() {
    String path = text("_path");
    switch (path) {
      case "conn",
          "dns",
          "http",
          "ssl",
          "x509",
          "files",
          "smb_files",
          "smb_mapping",
          "dce_rpc",
          "rdp",
          "kerberos",
          "ntlm",
          "ssh",
          "ftp",
          "smtp",
          "notice",
          "weird",
          "dhcp" -> {
        return path;
      }
      default -> {}
    }
    if (has("qtype_name", "rcode_name", "qclass")) {
      return "dns";
    }
    if (has("endpoint") && has("operation", "named_pipe")) {
      return "dce_rpc";
    }
    if (has("conn_state")) {
      return "conn";
    }
    if (has("request_type") && has("cipher", "service", "till")) {
      return "kerberos";
    }
    if (has("method", "uri") && has("user_agent", "host", "status_code", "resp_mime_types")) {
      return "http";
    }
    if (has("cookie") && has("security_protocol", "client_build")) {
      return "rdp";
    }
    return has("action") && has("path", "name") && text("action").startsWith("SMB::")
        ? "smb_files"
        : null;
  }

  // What all of them use.

  private void source(String product, @Nullable String service) {
    event.logSource(LogSource.of(product, service));
  }

  private void category(EventCategory category) {
    if (event.category() == null) {
      event.category(category);
    }
  }

  private void user(@Nullable String name) {
    Facts.user(event, name);
  }

  private void address(@Nullable String text) {
    if (text == null || text.isEmpty() || event.sourceAddress() != null) {
      return;
    }
    AddressReader reader = new AddressReader();
    if (reader.whole(text)) {
      event.sourceAddress(reader.text);
      if (reader.port >= 0 && event.sourcePort().isEmpty()) {
        event.sourcePort(reader.port);
      }
    } else {
      Facts.domain(event, text);
    }
  }

  private void ports(String source, String destination) {
    if (record.get(source) instanceof Long port && port >= 0 && port <= 65535) {
      event.sourcePort((int) (long) port);
    }
    if (record.get(destination) instanceof Long port && port >= 0 && port <= 65535) {
      event.destinationPort((int) (long) port);
    }
  }

  private void outcome(String word) {
    signIn(word.equals("Success"), word.equals("Failure"));
  }

  private void signIn(boolean success, boolean failure) {
    if (success) {
      Facts.success(event);
    } else if (failure) {
      Facts.failure(event);
    }
  }

  /** Whether one of several members, or paths, is there. */
  private boolean has(String... names) {
    for (String name : names) {
      if (CloudNames.find(record, name) != null) {
        return true;
      }
    }
    return false;
  }

  private boolean is(String name) {
    return record.get(name) instanceof Map<?, ?>;
  }

  /** The first text or number under one of several paths, or null. */
  private @Nullable String first(String... paths) {
    for (String path : paths) {
      String text = scalar(CloudNames.find(record, path));
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return null;
  }

  private String text(String path) {
    String text = first(path);
    return text == null ? "" : text;
  }

  private static @Nullable String scalar(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty() ? null : scalar(list.get(0));
    }
    return value instanceof String || value instanceof Number ? value.toString() : null;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
