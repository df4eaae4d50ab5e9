package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.internal.MapFieldSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that Sigma rules use for records of services, and where these records hold it.
 *
 * <p>Rules name fields as the product they were written on showed them: the same Azure record has
 * {@code operationName} in an event hub and {@code OperationName} in Log Analytics. A line of the
 * table is the name in rules, then the paths to look at, the first that is there counting. What a
 * record itself has under the name in rules stays what it is.
 */
final class CloudNames {
  private CloudNames() {}

  static final String[][] GCP_AUDIT = {
    {"gcp.audit.method_name", "protoPayload.methodName"},
    {"gcp.audit.service_name", "protoPayload.serviceName"},
    {"gcp.audit.resource_name", "protoPayload.resourceName"},
    {"data.protoPayload.methodName", "protoPayload.methodName"},
    {"data.protoPayload.serviceName", "protoPayload.serviceName"},
    {"data.protoPayload.resource.type", "resource.type"},
    {"data.protoPayload.logName", "logName"},
    {"data.protoPayload.authorizationInfo.permission", "protoPayload.authorizationInfo.permission"},
    {"data.protoPayload.authorizationInfo.granted", "protoPayload.authorizationInfo.granted"},
  };

  static final String[][] GOOGLE_WORKSPACE = {
    {"eventService", "protoPayload.serviceName"},
    {"eventName", "protoPayload.metadata.event.eventName", "events.name"},
    {"protoPayload.Servicename", "protoPayload.serviceName"},
    {"protoPayload.metadata.event.eventName", "events.name"},
  };

  static final String[][] AZURE = {
    {"operationName", "OperationName", "OperationNameValue", "activityDisplayName"},
    {"OperationName", "operationName", "activityDisplayName"},
    {"OperationNameValue", "operationName.value", "operationName", "OperationName"},
    {"properties.message", "operationName", "OperationName", "activityDisplayName"},
    {"CategoryValue", "category.value", "category", "Category"},
    {"Category", "category", "properties.category"},
    {"category", "Category", "properties.category"},
    {"ResourceId", "resourceId", "_ResourceId"},
    {"ResourceProviderValue", "resourceProviderName.value", "ResourceProvider"},
    {"ActivityDisplayName", "activityDisplayName", "properties.activityDisplayName"},
    {"ActivityType", "activityType", "activityDisplayName", "properties.activityDisplayName"},
    {"activityType", "properties.activityType", "activityDisplayName"},
    {"LoggedByService", "loggedByService", "properties.loggedByService"},
    {"InitiatedBy", "initiatedBy", "properties.initiatedBy"},
    {"TargetResources", "targetResources", "properties.targetResources"},
    {"targetResources.type", "properties.targetResources.type", "TargetResources.type"},
    {
      "TargetResources.modifiedProperties",
      "targetResources.modifiedProperties",
      "properties.targetResources.modifiedProperties"
    },
    {
      "TargetResources.modifiedProperties.newValue",
      "targetResources.modifiedProperties.newValue",
      "properties.targetResources.modifiedProperties.newValue"
    },
    {
      "TargetResources.ModifiedProperties.NewValue",
      "targetResources.modifiedProperties.newValue",
      "properties.targetResources.modifiedProperties.newValue"
    },
    {
      "TargetResources.ModifiedProperties.DisplayName",
      "targetResources.modifiedProperties.displayName",
      "properties.targetResources.modifiedProperties.displayName"
    },
    {"ResultType", "resultType", "properties.status.errorCode", "status.errorCode"},
    {
      "ResultDescription",
      "resultDescription",
      "properties.status.failureReason",
      "status.failureReason"
    },
    {
      "AuthenticationRequirement",
      "authenticationRequirement",
      "properties.authenticationRequirement"
    },
    {"conditionalAccessStatus", "ConditionalAccessStatus", "properties.conditionalAccessStatus"},
    {"AppId", "appId", "properties.appId"},
    {"ClientApp", "clientAppUsed", "properties.clientAppUsed", "ClientAppUsed"},
    {"ResourceDisplayName", "resourceDisplayName", "properties.resourceDisplayName"},
    {"userAgent", "UserAgent", "properties.userAgent"},
    {"Username", "userPrincipalName", "properties.userPrincipalName", "UserPrincipalName"},
    {"Location", "location.countryOrRegion", "location", "properties.location.countryOrRegion"},
    {"HomeTenantId", "homeTenantId", "properties.homeTenantId"},
    {"ResourceTenantId", "resourceTenantId", "properties.resourceTenantId"},
    {"RiskState", "riskState", "properties.riskState"},
    {"riskEventType", "properties.riskEventType", "RiskEventType"},
    {"NetworkLocationDetails", "networkLocationDetails", "properties.networkLocationDetails"},
    {"DeviceDetail.deviceId", "deviceDetail.deviceId", "properties.deviceDetail.deviceId"},
    {"DeviceDetail.trusttype", "deviceDetail.trustType", "properties.deviceDetail.trustType"},
    {"DeviceDetail.isCompliant", "deviceDetail.isCompliant", "properties.deviceDetail.isCompliant"},
  };

  static final String[][] M365 = {
    {"eventSource", "Workload"}, {"eventName", "Name", "Operation"}, {"Payload", "Data"},
  };

  static final String[][] KUBERNETES = {
    {"apiGroup", "objectRef.apiGroup"},
    {"hostPath", "requestObject.spec.volumes.hostPath.path"},
    {"capabilities", "requestObject.spec.containers.securityContext.capabilities.add"},
  };

  static final String[][] ZEEK = {
    {"c-uri", "uri"}, {"c-useragent", "user_agent"}, {"cs-method", "method"}, {"cs-host", "host"},
  };

  /** Adds the names of a table that the record itself does not have. */
  static void add(Event.Builder event, Map<?, ?> record, String[][] table) {
    for (String[] line : table) {
      if (event.field(line[0]) != null) {
        continue;
      }
      for (int i = 1; i < line.length; i++) {
        Object value = find(record, line[i]);
        if (value != null) {
          event.derived(line[0], value);
          break;
        }
      }
    }
  }

  static @Nullable Object find(Map<?, ?> record, String path) {
    Object value = MapFieldSource.find(record, path);
    return value == FieldSource.NULL ? null : value;
  }

  private static final int MAX_NAMES = 500;
  private static final int MAX_DEPTH = 6;

  /** Adds everything within an object under the path it would have without the object around it. */
  static void unwrap(Event.Builder event, Map<?, ?> inner) {
    unwrap(event, inner, "", 0, new int[1]);
  }

  private static void unwrap(
      Event.Builder event, Map<?, ?> inner, String prefix, int depth, int[] names) {
    for (Map.Entry<?, ?> entry : inner.entrySet()) {
      Object value = entry.getValue();
      if (value == null || !(entry.getKey() instanceof String key) || key.length() > 256) {
        continue;
      }
      if (++names[0] > MAX_NAMES) {
        return;
      }
      String name = prefix + key;
      if (event.field(name) == null) {
        event.derived(name, value);
      }
      if (value instanceof Map<?, ?> map && depth < MAX_DEPTH) {
        unwrap(event, map, name + ".", depth + 1, names);
      }
    }
  }
}
