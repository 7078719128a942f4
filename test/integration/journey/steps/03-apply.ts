import { applyPlatform, applyStandIns } from '../platform';
import type { JourneyStep } from '../step';

export const step: JourneyStep = {
  name: 'plinth apply installs the platform, and plinth status finds its markers',
  standIns: applyStandIns,
  run: (context) => applyPlatform(context),
};
