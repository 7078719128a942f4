import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAzureCloud } from '../cloud/azure-cloud';
import { createdCluster } from '../cloud/cluster-references';
import { logCategories } from '../cloud/log-categories';
import { formatName } from '../cloud/names';
import { renderTags } from '../cloud/tags';
import type { AksOptions } from './schema';

/** Adds the logs of the control plane, and their Log Analytics workspace, whose shared keys are disabled. */
export function addLogs(scope: Construct, clusterInfo: ClusterInfo, { logWorkspace, logDays }: AksOptions): void {
  const { clusterName, region, tags } = getAzureCloud(clusterInfo);
  const workspaceId =
    logWorkspace ??
    new LogAnalyticsWorkspace(scope, 'logs', {
      name: formatName('log-workspace', clusterInfo.platform, clusterName),
      location: region,
      resourceGroupName: createdCluster.group,
      sku: 'PerGB2018',
      retentionInDays: logDays,
      localAuthenticationEnabled: false,
      tags: renderTags(tags),
    }).id;
  new MonitorDiagnosticSetting(scope, 'control-plane-logs', {
    name: 'control-plane',
    targetResourceId: createdCluster.id,
    logAnalyticsWorkspaceId: workspaceId,
    logAnalyticsDestinationType: 'Dedicated',
    enabledLog: [...logCategories['control-plane'], ...logCategories.audit].map((category) => ({ category })),
  });
}
