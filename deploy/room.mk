## Units, manifests and scripts for schedulers: to be copied and changed, so not installed.
EXTRA_DIST += deploy/kubernetes/README.md deploy/kubernetes/base.yaml \
	deploy/kubernetes/cronjob.yaml deploy/kubernetes/job-collect.yaml \
	deploy/kubernetes/job-merge.yaml \
	deploy/slurm/README.md deploy/slurm/holdfast-collect.sbatch \
	deploy/slurm/holdfast-merge.sbatch \
	deploy/systemd/README.md deploy/systemd/holdfast.service \
	deploy/systemd/holdfast.timer
