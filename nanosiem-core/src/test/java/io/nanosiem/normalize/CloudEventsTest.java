package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.LogSource;
import io.nanosiem.parse.LogParser;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  /** Reads JSON that is written here with single quotes. */
  private static Event read(String json) {
    Event.Builder event = LogParser.auto().parse(json.replace('\'', '"')).toBuilder();
    Normalizer.standard().normalize(event);
    return event.build();
  }

  private static String trail(String more) {
    return "{'eventVersion':'1.08','eventTime':'2026-01-02T03:04:05Z','awsRegion':'eu-west-1',"
        + "'eventSource':'signin.amazonaws.com','eventName':'ConsoleLogin',"
        + "'sourceIPAddress':'192.0.2.7'"
        + more
        + "}";
  }

  @ParameterizedTest
  @CsvSource({"Success, SUCCESS", "Failure, FAILURE"})
  void readsASignInToTheConsole(String word, AuthenticationOutcome outcome) {
    Event event =
        read(
            trail(
                ",'userIdentity':{'type':'IAMUser','userName':'ann'},"
                    + "'responseElements':{'ConsoleLogin':'"
                    + word
                    + "'}"));

    assertThat(event.logSource()).isEqualTo(LogSource.of("aws", "cloudtrail"));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.user()).isEqualTo("ann");
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.authenticationOutcome()).isEqualTo(outcome);
    assertThat(event.category()).isEqualTo(EventCategory.AUTHENTICATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'type':'Root'|root",
        "'type':'AWSService','invokedBy':'ec2.amazonaws.com'|ec2.amazonaws.com",
        "'type':'IAMUser','arn':'arn:aws:iam::1:user/bob'|bob",
        "'type':'IAMUser','userName':'HIDDEN_DUE_TO_SECURITY_REASONS'|",
        "'type':'AssumedRole','arn':'arn:aws:sts::1:assumed-role/ops/ann','sessionContext':{"
            + "'sessionIssuer':{'userName':'ops'}}|ops",
        "'type':'SAMLUser','userName':'ann@x'|ann@x"
      })
  void saysWhoActedByTheTypeOfTheIdentity(String identity, String user) {
    assertThat(read(trail(",'userIdentity':{" + identity + "}")).user()).isEqualTo(user);
  }

  @Test
  void anErrorOfAnyOtherCallIsNoFailedSignIn() {
    Event event =
        read(
            "{'eventVersion':'1.08','eventTime':'2026-01-02T03:04:05Z',"
                + "'eventSource':'ec2.amazonaws.com','eventName':'RunInstances',"
                + "'userIdentity':{'type':'IAMUser','userName':'ann'},"
                + "'sourceIPAddress':'autoscaling.amazonaws.com','errorCode':'AccessDenied'}");

    assertThat(event.authenticationOutcome()).isNull();
    assertThat(event.sourceAddress()).isNull();
    assertThat(event.field("source.domain")).isEqualTo("autoscaling.amazonaws.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "Event", "detail"})
  void readsARecordThatIsWrapped(String wrapper) {
    Event event =
        read(
            "{'"
                + wrapper
                + "':"
                + trail(
                    ",'userIdentity':{'type':'Root'},'responseElements':{'ConsoleLogin':'Failure'}")
                + "}");

    assertThat(event.logSource()).isEqualTo(LogSource.of("aws", "cloudtrail"));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.field("eventName")).isEqualTo("ConsoleLogin");
    assertThat(event.field("userIdentity.type")).isEqualTo("Root");
    assertThat(event.field("responseElements.ConsoleLogin")).isEqualTo("Failure");
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
  }

  @Test
  void readsKubernetes() {
    Event event =
        read(
            "{'kind':'Event','apiVersion':'audit.k8s.io/v1','auditID':'1','stage':'ResponseComplete',"
                + "'requestURI':'/api/v1/x','verb':'create','user':{'username':'system:admin'},"
                + "'sourceIPs':['192.0.2.7','10.0.0.1'],'objectRef':{'resource':'pods',"
                + "'apiGroup':'batch'},'responseStatus':{'code':401},'requestObject':{'spec':{"
                + "'volumes':[{'hostPath':{'path':'/'}}]}},'annotations':{'a.b/c':'x'},"
                + "'requestReceivedTimestamp':'2026-01-02T03:04:05.000000Z',"
                + "'stageTimestamp':'2026-01-02T03:04:06.000000Z'}");

    assertThat(event.logSource()).isEqualTo(new LogSource("application", "kubernetes", "audit"));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.user()).isEqualTo("system:admin");
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.field("verb")).isEqualTo("create");
    assertThat(event.field("objectRef.resource")).isEqualTo("pods");
    assertThat(event.field("apiGroup")).isEqualTo("batch");
    assertThat(event.field("hostPath")).isEqualTo(List.of("/"));
    assertThat(event.field("annotations.a.b/c")).isEqualTo("x");
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
  }

  @ParameterizedTest
  @CsvSource({
    "user.session.start, SUCCESS, SUCCESS",
    "user.session.start, FAILURE, FAILURE",
    "user.authentication.sso, SUCCESS,",
    "user.authentication.auth_via_mfa, FAILURE,"
  })
  void readsOkta(String type, String result, AuthenticationOutcome outcome) {
    Event event =
        read(
            "{'uuid':'1','published':'2026-01-02T03:04:05.000Z','eventType':'"
                + type
                + "','displayMessage':'m','actor':{'alternateId':'ann@x','type':'User'},"
                + "'client':{'ipAddress':'192.0.2.7'},'outcome':{'result':'"
                + result
                + "'},'securityContext':{'isProxy':true}}");

    assertThat(event.logSource()).isEqualTo(LogSource.of("okta", "okta"));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.user()).isEqualTo("ann@x");
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.authenticationOutcome()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({"0, SUCCESS", "50126, FAILURE", "50074,", "50053, FAILURE"})
  void readsASignInToAzure(String code, AuthenticationOutcome outcome) {
    Event event =
        read(
            "{'time':'2026-01-02T03:04:05Z','resourceId':'/tenants/1','tenantId':'1',"
                + "'operationName':'Sign-in activity','category':'SignInLogs','resultType':'"
                + code
                + "','resultDescription':'d','callerIpAddress':'192.0.2.7','properties':{"
                + "'userPrincipalName':'ann@x','appId':'app','deviceDetail':{'trustType':''},"
                + "'authenticationRequirement':'singleFactorAuthentication'}}");

    assertThat(event.logSource()).isEqualTo(LogSource.of("azure", "signinlogs"));
    assertThat(event.user()).isEqualTo("ann@x");
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.authenticationOutcome()).isEqualTo(outcome);
    assertThat(event.field("ResultType")).isEqualTo(code);
    assertThat(event.field("Status")).isEqualTo(code.equals("0") ? "Success" : "Failure");
    assertThat(event.field("AuthenticationRequirement")).isEqualTo("singleFactorAuthentication");
    assertThat(event.field("AppId")).isEqualTo("app");
    assertThat(event.field("DeviceDetail.trusttype")).isEqualTo("");
  }

  @Test
  void readsWhatWasDoneInAzure() {
    Event audit =
        read(
            "{'time':'2026-01-02T03:04:05Z','tenantId':'1','operationName':'Add user',"
                + "'category':'AuditLogs','properties':{'loggedByService':'Core Directory',"
                + "'result':'success','initiatedBy':{'user':{'userPrincipalName':'ann@x',"
                + "'ipAddress':'192.0.2.7'}},'targetResources':[{'type':'User','modifiedProperties':"
                + "[{'newValue':'n'}]}]}}");
    assertThat(audit.logSource()).isEqualTo(LogSource.of("azure", "auditlogs"));
    assertThat(audit.user()).isEqualTo("ann@x");
    assertThat(audit.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(audit.field("properties.message")).isEqualTo("Add user");
    assertThat(audit.field("Status")).isEqualTo("success");
    assertThat(audit.field("LoggedByService")).isEqualTo("Core Directory");
    assertThat(audit.field("targetResources.type")).isEqualTo(List.of("User"));
    assertThat(audit.field("TargetResources.modifiedProperties.newValue")).isEqualTo(List.of("n"));

    Event activity =
        read(
            "{'time':'2026-01-02T03:04:05Z','resourceId':'/S/1','correlationId':'1',"
                + "'operationName':'MICROSOFT.COMPUTE/VM/WRITE','category':'Administrative',"
                + "'resultType':'Success','callerIpAddress':'192.0.2.7'}");
    assertThat(activity.logSource()).isEqualTo(LogSource.of("azure", "activitylogs"));
    assertThat(activity.field("OperationNameValue")).isEqualTo("MICROSOFT.COMPUTE/VM/WRITE");
    assertThat(activity.field("CategoryValue")).isEqualTo("Administrative");
    assertThat(activity.field("ResourceId")).isEqualTo("/S/1");

    Event risk =
        read("{'detectedDateTime':'2026-01-02T03:04:05Z','riskEventType':'x','riskState':'y'}");
    assertThat(risk.logSource()).isEqualTo(LogSource.of("azure", "riskdetection"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "{'data':%s}", "{'gcp':%s}"})
  void readsGoogleCloud(String form) {
    Event event =
        read(
            String.format(
                form,
                "{'logName':'l','insertId':'1','resource':{'type':'gce'},'timestamp':"
                    + "'2026-01-02T03:04:05Z','severity':'NOTICE','protoPayload':{'methodName':"
                    + "'v1.compute.x','serviceName':'compute.googleapis.com','authenticationInfo':{"
                    + "'principalEmail':'ann@x'},'requestMetadata':{'callerIp':'2001:DB8::1'}}}"));

    assertThat(event.logSource()).isEqualTo(LogSource.of("gcp", "gcp.audit"));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.user()).isEqualTo("ann@x");
    assertThat(event.sourceAddress()).isEqualTo("2001:db8::1");
    assertThat(event.field("gcp.audit.method_name")).isEqualTo("v1.compute.x");
    assertThat(event.field("data.protoPayload.methodName")).isEqualTo("v1.compute.x");
    assertThat(event.field("protoPayload.serviceName")).isEqualTo("compute.googleapis.com");
  }

  @Test
  void readsGoogleWorkspaceBothWays() {
    Event report =
        read(
            "{'kind':'admin#reports#activity','id':{'time':'2026-01-02T03:04:05Z',"
                + "'applicationName':'login'},'actor':{'email':'ann@x'},'ipAddress':'192.0.2.7',"
                + "'events':[{'type':'login','name':'login_failure'}]}");
    assertThat(report.logSource()).isEqualTo(LogSource.of("gcp", "google_workspace.login"));
    assertThat(report.time()).isEqualTo(TIME);
    assertThat(report.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
    assertThat(report.user()).isEqualTo("ann@x");

    Event logged =
        read(
            "{'logName':'l','insertId':'1','protoPayload':{'serviceName':'admin.googleapis.com',"
                + "'methodName':'m','metadata':{'event':[{'eventName':'DELETE_ROLE'}]}}}");
    assertThat(logged.logSource()).isEqualTo(LogSource.of("gcp", "google_workspace.admin"));
    assertThat(logged.field("eventService")).isEqualTo("admin.googleapis.com");
    assertThat(logged.field("eventName")).isEqualTo(List.of("DELETE_ROLE"));
  }

  @Test
  void readsMicrosoft365() {
    Event event =
        read(
            "{'CreationTime':'2026-01-02T03:04:05','Id':'1','Operation':'UserLoginFailed',"
                + "'OrganizationId':'1','RecordType':15,'ResultStatus':'Failed','UserId':'ann@x',"
                + "'Workload':'AzureActiveDirectory','ClientIP':'[2001:db8::1]:443'}");

    assertThat(event.logSource()).isEqualTo(LogSource.of("m365", "audit"));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.user()).isEqualTo("ann@x");
    assertThat(event.sourceAddress()).isEqualTo("2001:db8::1");
    assertThat(event.sourcePort()).hasValue(443);
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
    assertThat(event.field("eventSource")).isEqualTo("AzureActiveDirectory");
    assertThat(event.field("status")).isEqualTo("failure");
  }

  @Test
  void readsGithubBitbucketOneLoginDuoAndHoneypots() {
    Event github =
        read(
            "{'@timestamp':1767323045000,'action':'repo.destroy','actor':'ann','org':'o',"
                + "'_document_id':'1','actor_ip':'192.0.2.7'}");
    assertThat(github.logSource()).isEqualTo(LogSource.of("github", "audit"));
    assertThat(github.time()).isEqualTo(TIME);
    assertThat(github.user()).isEqualTo("ann");

    Event bitbucket =
        read(
            "{'auditType':{'category':'Authentication','action':'User login failed'},"
                + "'author':{'name':'ann'},'source':'192.0.2.7'}");
    assertThat(bitbucket.logSource()).isEqualTo(LogSource.of("bitbucket", "audit"));
    assertThat(bitbucket.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);

    Event oneLogin =
        read("{'event_type_id':6,'account_id':1,'user_name':'ann','ipaddr':'192.0.2.7'}");
    assertThat(oneLogin.logSource()).isEqualTo(LogSource.of("onelogin", "onelogin.events"));
    assertThat(oneLogin.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);

    Event duo =
        read(
            "{'event_type':'authentication','factor':'push','result':'denied','user':{'name':'ann'},"
                + "'access_device':{'ip':'192.0.2.7'},'timestamp':1767323045}");
    assertThat(duo.logSource()).isEqualTo(LogSource.of("cisco", "duo"));
    assertThat(duo.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(duo.user()).isEqualTo("ann");

    Event canary =
        read(
            "{'dst_host':'10.0.0.1','dst_port':22,'local_time':'2026-01-02 03:04:05.000000',"
                + "'logdata':{'USERNAME':'root'},'logtype':4002,'node_id':'c-1',"
                + "'src_host':'192.0.2.7','src_port':5}");
    assertThat(canary.logSource()).isEqualTo(new LogSource("application", "opencanary", null));
    assertThat(canary.host()).isEqualTo("c-1");
    assertThat(canary.user()).isEqualTo("root");
    assertThat(canary.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(canary.destinationPort()).hasValue(22);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'query':'x','qtype_name':'A'|dns",
        "'endpoint':'e','operation':'o'|dce_rpc",
        "'conn_state':'S0'|conn",
        "'action':'SMB::FILE_OPEN','path':'p','name':'n'|smb_files",
        "'method':'GET','uri':'/x','user_agent':'u'|http",
        "'_path':'rdp','x':1|rdp",
        "'_path':'made up'|"
      })
  void readsZeek(String more, String service) {
    Event event =
        read(
            "{'ts':1767323045.000000,'uid':'C1','id.orig_h':'192.0.2.7','id.orig_p':5,"
                + "'id.resp_h':'192.0.2.8','id.resp_p':53,"
                + more
                + "}");

    assertThat(event.logSource()).isEqualTo(LogSource.of("zeek", service));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.sourcePort()).hasValue(5);
    assertThat(event.destinationAddress()).isEqualTo("192.0.2.8");
    assertThat(event.destinationPort()).hasValue(53);
  }

  @Test
  void readsSuricata() {
    Event event =
        read(
            "{'timestamp':'2026-01-02T03:04:05.000000+0000','flow_id':1,'event_type':'alert',"
                + "'src_ip':'192.0.2.7','src_port':5,'dest_ip':'192.0.2.8','dest_port':80,"
                + "'proto':'TCP','alert':{'signature':'s','severity':2}}");

    assertThat(event.logSource()).isEqualTo(LogSource.of("suricata", null));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.destinationPort()).hasValue(80);
    assertThat(event.category()).isEqualTo(EventCategory.INTRUSION_DETECTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'product':'aws','service':'cloudtrail','message':'x'}",
        "{'eventName':'ConsoleLogin'}",
        "{'eventName':'x','eventSource':'signin.amazonaws.com.evil'}",
        "{'verb':'create','user':{'username':'u'}}",
        "{'action':'repo.destroy','actor':'ann'}",
        "{'Workload':'Exchange','Operation':'x'}",
        "{'logtype':4002}",
        "{'aws':{'eventName':'x'}}",
        "{'operationName':'x','category':'SignInLogs'}"
      })
  void oneMemberMakesNoProduct(String json) {
    assertThat(read(json).logSource().isUnknown()).isTrue();
  }
}
