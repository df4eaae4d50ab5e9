package io.nanosiem.conformance.reach;

import io.nanosiem.conformance.reach.RawForms.Form;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records of cloud services and applications: what each record has around what a rule asks for, the
 * members it may have at the top, and where it has what rules call by another name. After the
 * services' own documentation of their records.
 */
final class ServiceRecords {
  /**
   * One kind of record.
   *
   * @param name for people
   * @param record what is always there, as JSON with single quotes
   * @param members what may be at the top
   * @param objects members that are objects, and so never a text
   * @param paths names of rules to the place in the record; {@code a{}} is an array
   */
  private record Kind(
      String name,
      String record,
      Set<String> members,
      Set<String> objects,
      Map<String, String> paths) {}

  /** Whether a sign-in succeeded is in no member of its own, it follows from the code. */
  private static final String BY_CODE = "resultType";

  private static final String BY_ERROR = "errorCode";

  private ServiceRecords() {}

  static List<Form> of(String product, String service) {
    List<Form> forms = new ArrayList<>();
    for (Kind kind : kinds(product, service)) {
      forms.add(
          new Form(
              kind.name(),
              List.of(Map.of()),
              field -> isIn(kind, kind.paths().getOrDefault(field, field)),
              witness -> write(kind, witness)));
    }
    return forms;
  }

  private static boolean isIn(Kind kind, String path) {
    int dot = path.indexOf('.');
    String head = dot < 0 ? path : path.substring(0, dot);
    String member = head.endsWith("{}") ? head.substring(0, head.length() - 2) : head;
    return kind.members().contains(member) && !kind.objects().contains(path);
  }

  private static @Nullable String write(Kind kind, Witness witness) {
    Map<String, Object> record = open(Event.fromJson(kind.record().replace('\'', '"')).fields());
    for (Map.Entry<String, Object> field : witness.fields().entrySet()) {
      String path = kind.paths().getOrDefault(field.getKey(), field.getKey());
      if (field.getKey().equals("status") && path.equals(BY_ERROR)) {
        // There is an error or there is none.
        if (!field.getValue().equals("success")) {
          record.put(BY_ERROR, "AccessDenied");
        }
      } else if (field.getKey().equals("Status") && path.equals(BY_CODE)) {
        if (!witness.fields().containsKey("ResultType")) {
          record.put(BY_CODE, String.valueOf(field.getValue()).equals("Success") ? "0" : "50126");
        }
      } else if (!nest(record, path, field.getValue())) {
        return null;
      }
    }
    // Words that may be anywhere: the operation is where such records have words.
    if (!witness.keywords().isEmpty()
        && !nest(record, kind.paths().getOrDefault("", "message"), witness.text())) {
      return null;
    }
    return Json.write(record);
  }

  private static Map<String, @Nullable Object> open(Map<?, ?> map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), openValue(value)));
    return copy;
  }

  private static @Nullable Object openValue(@Nullable Object value) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(openValue(element)));
      return copy;
    }
    return value instanceof Map<?, ?> inner ? open(inner) : value;
  }

  private static boolean nest(Map<String, Object> into, String path, Object value) {
    int dot = path.indexOf('.');
    String head = dot < 0 ? path : path.substring(0, dot);
    boolean isArray = head.endsWith("{}");
    String name = isArray ? head.substring(0, head.length() - 2) : head;
    if (dot < 0) {
      into.put(name, isArray ? List.of(value) : value);
      return true;
    }
    Object inner = into.get(name);
    if (inner instanceof List<?> list && !list.isEmpty()) {
      inner = list.get(0);
    }
    if (inner == null) {
      inner = new LinkedHashMap<String, Object>();
      into.put(name, isArray ? List.of(inner) : inner);
    }
    return inner instanceof Map<?, ?> && nest(Lines.map(inner), path.substring(dot + 1), value);
  }

  private static Map<String, String> paths(String... pairs) {
    Map<String, String> paths = new HashMap<>();
    for (int k = 0; k < pairs.length; k += 2) {
      paths.put(pairs[k], pairs[k + 1]);
    }
    return paths;
  }

  private static List<Kind> kinds(String product, String service) {
    return switch (product) {
      case "aws" -> List.of(CLOUD_TRAIL);
      case "kubernetes" -> List.of(KUBERNETES);
      case "azure" ->
          switch (service) {
            case "activitylogs" -> List.of(AZURE_ACTIVITY, AZURE_ACTIVITY_TABLE);
            case "auditlogs" -> List.of(AZURE_AUDIT, AZURE_AUDIT_TABLE);
            case "signinlogs" -> List.of(AZURE_SIGN_IN);
            case "riskdetection" -> List.of(AZURE_RISK);
            // Alerts of Privileged Identity Management are in no log that is documented.
            default -> List.of();
          };
      case "gcp" -> service.equals("gcp.audit") ? List.of(GCP_AUDIT) : workspace(service);
      case "m365" -> List.of(m365(service));
      case "okta" -> List.of(OKTA);
      case "github" -> List.of(GITHUB);
      case "bitbucket" -> List.of(BITBUCKET);
      case "onelogin" -> List.of(ONE_LOGIN);
      case "opencanary" -> List.of(OPEN_CANARY);
      case "cisco" -> List.of(DUO);
      default -> List.of();
    };
  }

  private static final Kind CLOUD_TRAIL =
      new Kind(
          "CloudTrail JSON",
          "{'eventVersion':'1.08','userIdentity':{'type':'IAMUser','principalId':'AIDA',"
              + "'arn':'arn:aws:iam::1:user/ann','accountId':'1','userName':'ann'},"
              + "'eventTime':'2026-06-02T03:00:01Z','eventSource':'ec2.amazonaws.com',"
              + "'eventName':'DescribeInstances','awsRegion':'us-east-1',"
              + "'sourceIPAddress':'203.0.113.9','userAgent':'aws-cli','requestID':'r',"
              + "'eventID':'e','readOnly':false,'eventType':'AwsApiCall'}",
          RawForms.words(
              "eventVersion userIdentity eventTime eventSource eventName awsRegion "
                  + "sourceIPAddress userAgent requestParameters responseElements "
                  + "additionalEventData errorCode errorMessage requestID eventID readOnly resources "
                  + "eventType apiVersion managementEvent recipientAccountId sharedEventID "
                  + "serviceEventDetails vpcEndpointId eventCategory tlsDetails"),
          RawForms.words("userIdentity requestParameters responseElements additionalEventData"),
          paths("status", BY_ERROR));

  private static final Kind KUBERNETES =
      new Kind(
          "Kubernetes audit JSON",
          "{'kind':'Event','apiVersion':'audit.k8s.io/v1','level':'RequestResponse',"
              + "'auditID':'a','stage':'ResponseComplete','requestURI':'/api/v1/x','verb':'get',"
              + "'user':{'username':'ann','groups':['system:authenticated']},"
              + "'sourceIPs':['203.0.113.9'],'userAgent':'kubectl/v1.30',"
              + "'objectRef':{'namespace':'default','name':'x','apiVersion':'v1'},"
              + "'responseStatus':{'code':200},'requestReceivedTimestamp':"
              + "'2026-06-02T03:00:01.123456Z','stageTimestamp':'2026-06-02T03:00:01.123456Z'}",
          RawForms.words(
              "kind apiVersion level auditID stage requestURI verb user impersonatedUser sourceIPs "
                  + "userAgent objectRef responseStatus requestObject responseObject "
                  + "requestReceivedTimestamp stageTimestamp annotations"),
          RawForms.words("user objectRef responseStatus requestObject"),
          paths(
              "apiGroup",
              "objectRef.apiGroup",
              "hostPath",
              "requestObject.spec.volumes{}.hostPath.path",
              "capabilities",
              "requestObject.spec.containers{}.securityContext.capabilities.add{}"));

  private static final Set<String> AZURE_MONITOR =
      RawForms.words(
          "time resourceId operationName operationVersion category tenantId resultType "
              + "resultSignature resultDescription durationMs callerIpAddress correlationId identity "
              + "Level location properties");

  private static final Kind AZURE_ACTIVITY =
      new Kind(
          "Azure Monitor JSON",
          "{'time':'2026-06-02T03:00:01.1234567Z','resourceId':'/SUBSCRIPTIONS/S',"
              + "'operationName':'MICROSOFT.X/Y/READ','category':'Administrative',"
              + "'resultType':'Success','callerIpAddress':'203.0.113.9','correlationId':'c',"
              + "'identity':{'claims':{'name':'Ann'}},'level':'Information','properties':{}}",
          AZURE_MONITOR,
          RawForms.words("identity properties"),
          paths("", "properties.message"));

  private static final Kind AZURE_ACTIVITY_TABLE =
      new Kind(
          "Log Analytics JSON",
          "{'TimeGenerated':'2026-06-02T03:00:01.123Z','OperationNameValue':'MICROSOFT.X/Y/READ',"
              + "'CategoryValue':'Administrative','Caller':'ann@corp.test',"
              + "'CallerIpAddress':'203.0.113.9','CorrelationId':'c',"
              + "'ActivityStatusValue':'Success','_ResourceId':'/subscriptions/s'}",
          RawForms.words(
              "TimeGenerated OperationNameValue OperationName CategoryValue Category Caller "
                  + "CallerIpAddress CorrelationId ActivityStatusValue ActivitySubstatusValue "
                  + "ResourceProviderValue ResourceId ResourceGroup _ResourceId Properties"),
          Set.of(),
          paths("", "OperationName"));

  private static final Kind AZURE_AUDIT =
      new Kind(
          "Azure Monitor JSON",
          "{'time':'2026-06-02T03:00:01.1234567Z','resourceId':'/tenants/t/providers/x',"
              + "'operationName':'Update user','category':'AuditLogs','tenantId':'t',"
              + "'resultSignature':'None','correlationId':'c','properties':{'result':'success',"
              + "'activityDisplayName':'Update user','initiatedBy':{'user':"
              + "{'userPrincipalName':'ann@corp.test'}},'targetResources':[{'id':'1'}]}}",
          AZURE_MONITOR,
          RawForms.words("identity properties"),
          // The text that the portal shows is the name of the operation; the rest is in properties.
          paths(
              "properties.message",
              "operationName",
              "OperationName",
              "operationName",
              "Category",
              "category",
              "ActivityDisplayName",
              "properties.activityDisplayName",
              "LoggedByService",
              "properties.loggedByService",
              "Status",
              "properties.result",
              "targetResources.type",
              "properties.targetResources{}.type",
              "TargetResources.modifiedProperties.newValue",
              "properties.targetResources{}.modifiedProperties{}.newValue",
              "TargetResources.ModifiedProperties.NewValue",
              "properties.targetResources{}.modifiedProperties{}.newValue",
              "TargetResources.ModifiedProperties.DisplayName",
              "properties.targetResources{}.modifiedProperties{}.displayName"));

  private static final Kind AZURE_AUDIT_TABLE =
      new Kind(
          "Log Analytics JSON",
          "{'TimeGenerated':'2026-06-02T03:00:01.123Z','OperationName':'Update user',"
              + "'Category':'UserManagement','Result':'success','LoggedByService':'Core Directory',"
              + "'ActivityDisplayName':'Update user','InitiatedBy':{'user':"
              + "{'userPrincipalName':'ann@corp.test'}},'TargetResources':[{'id':'1'}],"
              + "'CorrelationId':'c','AADTenantId':'t'}",
          RawForms.words(
              "TimeGenerated OperationName Category Result ResultType ResultReason "
                  + "ResultDescription LoggedByService ActivityDisplayName InitiatedBy "
                  + "TargetResources AdditionalDetails Identity CorrelationId AADTenantId"),
          RawForms.words("InitiatedBy TargetResources"),
          paths(
              "Status",
              "Result",
              "TargetResources.modifiedProperties.newValue",
              "TargetResources{}.modifiedProperties{}.newValue",
              "TargetResources.ModifiedProperties.NewValue",
              "TargetResources{}.modifiedProperties{}.newValue",
              "TargetResources.ModifiedProperties.DisplayName",
              "TargetResources{}.modifiedProperties{}.displayName"));

  private static final Kind AZURE_SIGN_IN =
      new Kind(
          "Azure Monitor JSON",
          "{'time':'2026-06-02T03:00:01.1234567Z','resourceId':'/tenants/t/providers/x',"
              + "'operationName':'Sign-in activity','category':'SignInLogs','tenantId':'t',"
              + "'resultType':'0','resultDescription':'','callerIpAddress':'203.0.113.9',"
              + "'correlationId':'c','identity':'Ann','location':'DE','properties':{"
              + "'userPrincipalName':'ann@corp.test','ipAddress':'203.0.113.9',"
              + "'status':{'errorCode':0}}}",
          AZURE_MONITOR,
          RawForms.words("properties"),
          paths(
              "ResultType", "resultType",
              "Status", BY_CODE,
              "ResultDescription", "resultDescription",
              "Resultdescription", "resultDescription",
              "Location", "location",
              "AuthenticationRequirement", "properties.authenticationRequirement",
              "conditionalAccessStatus", "properties.conditionalAccessStatus",
              "userAgent", "properties.userAgent",
              "RiskState", "properties.riskState",
              "ResourceDisplayName", "properties.resourceDisplayName",
              "NetworkLocationDetails", "properties.networkLocationDetails",
              "ClientApp", "properties.clientAppUsed",
              "Username", "properties.userPrincipalName",
              "AppId", "properties.appId",
              "HomeTenantId", "properties.homeTenantId",
              "ResourceTenantId", "properties.resourceTenantId",
              "DeviceDetail.deviceId", "properties.deviceDetail.deviceId",
              "DeviceDetail.trusttype", "properties.deviceDetail.trustType",
              "DeviceDetail.isCompliant", "properties.deviceDetail.isCompliant"));

  private static final Kind AZURE_RISK =
      new Kind(
          "Microsoft Graph JSON",
          "{'id':'1','detectedDateTime':'2026-06-02T03:00:01Z','riskState':'atRisk',"
              + "'riskLevel':'high','riskEventType':'x','userPrincipalName':'ann@corp.test',"
              + "'ipAddress':'203.0.113.9','source':'IdentityProtection'}",
          RawForms.words(
              "id detectedDateTime riskState riskLevel riskDetail riskEventType riskType "
                  + "userPrincipalName ipAddress source activity location"),
          Set.of(),
          Map.of());

  private static final Kind GCP_AUDIT =
      new Kind(
          "Cloud Logging JSON",
          "{'logName':'projects/p/logs/cloudaudit.googleapis.com%2Factivity','insertId':'i',"
              + "'timestamp':'2026-06-02T03:00:01.123Z','severity':'NOTICE','resource':"
              + "{'type':'project'},'protoPayload':{'@type':'type.googleapis.com/google.cloud."
              + "audit.AuditLog','serviceName':'compute.googleapis.com','methodName':'m',"
              + "'authenticationInfo':{'principalEmail':'ann@corp.test'},"
              + "'requestMetadata':{'callerIp':'203.0.113.9'}}}",
          RawForms.words("logName insertId timestamp severity resource protoPayload"),
          RawForms.words("resource protoPayload"),
          paths(
              "gcp.audit.method_name",
              "protoPayload.methodName",
              "data.protoPayload.authorizationInfo.permission",
              "protoPayload.authorizationInfo{}.permission",
              "data.protoPayload.authorizationInfo.granted",
              "protoPayload.authorizationInfo{}.granted",
              "data.protoPayload.serviceName",
              "protoPayload.serviceName",
              "data.protoPayload.methodName",
              "protoPayload.methodName",
              "data.protoPayload.resource.type",
              "resource.type",
              "data.protoPayload.logName",
              "logName",
              "",
              "protoPayload.methodName"));

  private static List<Kind> workspace(String service) {
    boolean isLogin = service.endsWith("login");
    return List.of(
        new Kind(
            "Cloud Logging JSON",
            "{'logName':'organizations/1/logs/cloudaudit.googleapis.com%2Factivity',"
                + "'insertId':'i','timestamp':'2026-06-02T03:00:01.123Z','resource':"
                + "{'type':'audited_resource'},'protoPayload':{'serviceName':'"
                + (isLogin ? "login" : "admin")
                + ".googleapis.com','methodName':'google.admin.x',"
                + "'authenticationInfo':{'principalEmail':'ann@corp.test'},'metadata':{}}}",
            RawForms.words("logName insertId timestamp severity resource protoPayload"),
            RawForms.words("resource protoPayload"),
            paths(
                "eventService",
                "protoPayload.serviceName",
                "protoPayload.Servicename",
                "protoPayload.serviceName",
                "eventName",
                "protoPayload.metadata.event{}.eventName",
                "protoPayload.metadata.event.eventName",
                "protoPayload.metadata.event{}.eventName")));
  }

  private static Kind m365(String service) {
    String workload =
        switch (service) {
          case "audit" -> "AzureActiveDirectory";
          case "exchange" -> "Exchange";
          default -> "SecurityComplianceCenter";
        };
    return new Kind(
        "Office 365 management JSON",
        "{'CreationTime':'2026-06-02T03:00:01','Id':'1','Operation':'x','OrganizationId':'o',"
            + "'RecordType':40,'ResultStatus':'Succeeded','UserId':'ann@corp.test',"
            + "'Workload':'"
            + workload
            + "','ClientIP':'203.0.113.9'}",
        RawForms.words(
            "CreationTime Id Operation OrganizationId RecordType ResultStatus UserKey UserType "
                + "Version Workload UserId ClientIP ObjectId Name Data Category Source Severity "
                + "Directionality DeliveryAction ApplicationId RequestType ExtendedProperties "
                + "AlertType Status"),
        Set.of(),
        paths(
            "eventSource", "Workload",
            "eventName", "Name",
            "Payload", "Data",
            "status", "ResultStatus"));
  }

  private static final Kind OKTA =
      new Kind(
          "Okta System Log JSON",
          "{'uuid':'u','published':'2026-06-02T03:00:01.123Z','eventType':'user.session.start',"
              + "'version':'0','severity':'INFO','displayMessage':'m','actor':{'id':'1',"
              + "'type':'User','alternateId':'ann@corp.test','displayName':'Ann'},"
              + "'client':{'ipAddress':'203.0.113.9'},'outcome':{'result':'SUCCESS'},"
              + "'securityContext':{},'debugContext':{'debugData':{}}}",
          RawForms.words(
              "uuid published eventType version severity legacyEventType displayMessage actor "
                  + "client outcome target transaction debugContext authenticationContext "
                  + "securityContext request"),
          RawForms.words("actor client outcome target debugContext securityContext"),
          paths("target.displayName", "target{}.displayName"));

  private static final Kind GITHUB =
      new Kind(
          "GitHub audit JSON",
          "{'@timestamp':1780369201123,'action':'x.y','actor':'ann','actor_ip':'203.0.113.9',"
              + "'actor_location':{'country_code':'DE'},'org':'o','created_at':1780369201123,"
              + "'_document_id':'d'}",
          RawForms.words("@timestamp action actor actor_ip org repo user created_at _document_id"),
          Set.of(),
          Map.of());

  private static final Kind BITBUCKET =
      new Kind(
          "Bitbucket audit JSON",
          "{'auditType':{'action':'x','category':'y','area':'LOCAL_CONFIG'},"
              + "'timestamp':{'epochSecond':1780369201,'nano':0},'author':{'name':'ann',"
              + "'type':'user','id':'2'},'method':'Browser','source':'203.0.113.9'}",
          RawForms.words(
              "auditType affectedObjects changedValues timestamp author method node source system "
                  + "version extraAttributes"),
          RawForms.words("auditType author"),
          Map.of());

  private static final Kind ONE_LOGIN =
      new Kind(
          "OneLogin event JSON",
          "{'uuid':'u','event_timestamp':'2026-06-02 03:00:01 UTC','account_id':1,"
              + "'event_type_id':5,'user_id':7,'user_name':'Ann','ipaddr':'203.0.113.9'}",
          RawForms.words("uuid event_timestamp account_id event_type_id user_id user_name ipaddr"),
          Set.of(),
          Map.of());

  private static final Kind OPEN_CANARY =
      new Kind(
          "OpenCanary JSON",
          "{'dst_host':'10.0.0.2','dst_port':21,'local_time':'2026-06-02 03:00:01.123456',"
              + "'local_time_adjusted':'2026-06-02 03:00:01.123456','logdata':"
              + "{'USERNAME':'ann','PASSWORD':'p'},'logtype':2000,'node_id':'canary-1',"
              + "'src_host':'203.0.113.9','src_port':50123,"
              + "'utc_time':'2026-06-02 03:00:01.123456'}",
          RawForms.words(
              "dst_host dst_port local_time logdata logtype node_id src_host src_port utc_time"),
          RawForms.words("logdata"),
          Map.of());

  private static final Kind DUO =
      new Kind(
          "Duo authentication JSON",
          "{'access_device':{'ip':'203.0.113.9'},'application':{'name':'vpn'},'factor':"
              + "'duo_push','event_type':'authentication','isotimestamp':"
              + "'2026-06-02T03:00:01.123456+00:00','reason':'user_approved','result':'denied',"
              + "'timestamp':1780369201,'txid':'t','user':{'name':'ann','key':'k'}}",
          RawForms.words(
              "access_device application auth_device event_type factor isotimestamp reason result "
                  + "timestamp txid user"),
          RawForms.words("access_device application user"),
          Map.of());
}
