// The disk, the memory and the clock of the real server fail; what was acknowledged stays, nothing wrong is served.
// usage: node tests/faults/all.mjs [--long] [--seed N] [--only WORD]; ends with "N passed, N failed".
import { campaigns } from '../crash/rig.mjs'
import { backupCampaigns } from './backup.mjs'
import { clockCampaigns } from './clock.mjs'
import { diskCampaigns } from './disk.mjs'
import { flipCampaigns } from './flips.mjs'
import { memoryCampaigns } from './memory.mjs'

await campaigns({ ...backupCampaigns, ...clockCampaigns, ...diskCampaigns, ...memoryCampaigns, ...flipCampaigns })
