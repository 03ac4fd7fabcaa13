/**
 * OpenShift's DeploymentConfig (github.com/openshift/api/apps/v1), which kube-inject knows, in the notation of
 * schema.generated.ts. Go calls the package v1, too; here its names begin with "openshift".
 */
export const openshiftStructs: Readonly<Record<string, readonly string[]>> = {
  "openshift.DeploymentConfig": [
    "TypeMeta - v1.TypeMeta",
    "ObjectMeta metadata v1.ObjectMeta omitempty",
    "Spec spec openshift.DeploymentConfigSpec",
    "Status status openshift.DeploymentConfigStatus omitempty",
  ],
  "openshift.DeploymentConfigSpec": [
    "Strategy strategy openshift.DeploymentStrategy",
    "MinReadySeconds minReadySeconds int32 omitempty",
    "Triggers triggers []openshift.DeploymentTriggerPolicy",
    "Replicas replicas int32",
    "RevisionHistoryLimit revisionHistoryLimit *int32 omitempty",
    "Test test bool",
    "Paused paused bool omitempty",
    "Selector selector map[string]string omitempty",
    "Template template *v1.PodTemplateSpec omitempty",
  ],
  "openshift.DeploymentStrategy": [
    "Type type string omitempty",
    "CustomParams customParams *openshift.CustomDeploymentStrategyParams omitempty",
    "RecreateParams recreateParams *openshift.RecreateDeploymentStrategyParams omitempty",
    "RollingParams rollingParams *openshift.RollingDeploymentStrategyParams omitempty",
    "Resources resources v1.ResourceRequirements omitempty",
    "Labels labels map[string]string omitempty",
    "Annotations annotations map[string]string omitempty",
    "ActiveDeadlineSeconds activeDeadlineSeconds *int64 omitempty",
  ],
  "openshift.CustomDeploymentStrategyParams": [
    "Image image string omitempty",
    "Environment environment []v1.EnvVar omitempty",
    "Command command []string omitempty",
  ],
  "openshift.RecreateDeploymentStrategyParams": [
    "TimeoutSeconds timeoutSeconds *int64 omitempty",
    "Pre pre *openshift.LifecycleHook omitempty",
    "Mid mid *openshift.LifecycleHook omitempty",
    "Post post *openshift.LifecycleHook omitempty",
  ],
  "openshift.RollingDeploymentStrategyParams": [
    "UpdatePeriodSeconds updatePeriodSeconds *int64 omitempty",
    "IntervalSeconds intervalSeconds *int64 omitempty",
    "TimeoutSeconds timeoutSeconds *int64 omitempty",
    "MaxUnavailable maxUnavailable *intstr.IntOrString omitempty",
    "MaxSurge maxSurge *intstr.IntOrString omitempty",
    "Pre pre *openshift.LifecycleHook omitempty",
    "Post post *openshift.LifecycleHook omitempty",
  ],
  "openshift.LifecycleHook": [
    "FailurePolicy failurePolicy string",
    "ExecNewPod execNewPod *openshift.ExecNewPodHook omitempty",
    "TagImages tagImages []openshift.TagImageHook omitempty",
  ],
  "openshift.ExecNewPodHook": [
    "Command command []string",
    "Env env []v1.EnvVar omitempty",
    "ContainerName containerName string",
    "Volumes volumes []string omitempty",
  ],
  "openshift.TagImageHook": ["ContainerName containerName string", "To to v1.ObjectReference"],
  "openshift.DeploymentTriggerPolicy": [
    "Type type string omitempty",
    "ImageChangeParams imageChangeParams *openshift.DeploymentTriggerImageChangeParams omitempty",
  ],
  "openshift.DeploymentTriggerImageChangeParams": [
    "Automatic automatic bool omitempty",
    "ContainerNames containerNames []string omitempty",
    "From from v1.ObjectReference",
    "LastTriggeredImage lastTriggeredImage string omitempty",
  ],
  "openshift.DeploymentConfigStatus": [
    "LatestVersion latestVersion int64",
    "ObservedGeneration observedGeneration int64",
    "Replicas replicas int32",
    "UpdatedReplicas updatedReplicas int32",
    "AvailableReplicas availableReplicas int32",
    "UnavailableReplicas unavailableReplicas int32",
    "Details details *openshift.DeploymentDetails omitempty",
    "Conditions conditions []openshift.DeploymentCondition omitempty merge type",
    "ReadyReplicas readyReplicas int32 omitempty",
  ],
  "openshift.DeploymentDetails": [
    "Message message string omitempty",
    "Causes causes []openshift.DeploymentCause",
  ],
  "openshift.DeploymentCause": [
    "Type type string",
    "ImageTrigger imageTrigger *openshift.DeploymentCauseImageTrigger omitempty",
  ],
  "openshift.DeploymentCauseImageTrigger": ["From from v1.ObjectReference"],
  "openshift.DeploymentCondition": [
    "Type type string",
    "Status status string",
    "LastUpdateTime lastUpdateTime v1.Time omitempty",
    "LastTransitionTime lastTransitionTime v1.Time omitempty",
    "Reason reason string omitempty",
    "Message message string omitempty",
  ],
};
