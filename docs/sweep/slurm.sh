#!/bin/sh
# A sweep as an array job of Slurm: every task runs one part. Then the parts are put together:
#
#   PLAN=plan.toml GRID=grid.toml sbatch --array=1-8 docs/sweep/slurm.sh
#   mcplan sweep merge results/part-*-of-8.jsonl
#
# Started again, tasks go on where they were. Run one task of each part at a time.
#SBATCH --job-name=mcplan-sweep
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
set -eu

: "${PLAN:?the plan}" "${GRID:?the grid}"
MCPLAN=${MCPLAN:-mcplan}
RESULTS=${RESULTS:-results}
# As many threads as there are cores for the task.
export RAYON_NUM_THREADS="${SLURM_CPUS_PER_TASK:-1}"

part="$SLURM_ARRAY_TASK_ID"
parts="$SLURM_ARRAY_TASK_MAX"

mkdir -p "$RESULTS"
status=0
"$MCPLAN" sweep "$PLAN" --grid "$GRID" --shard "$part/$parts" \
    --results "$RESULTS/part-$part-of-$parts.jsonl" || status=$?
# Status 1 says that a scenario failed: that is kept in the results, and the merge reports it.
test "$status" -le 1
