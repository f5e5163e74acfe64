import type { PairedComparison } from '@assay/metrics'

const names: Readonly<Record<PairedComparison['test'] | 'jackknife_gaffke' | 'jackknife_t', string>> = {
  jackknife_gaffke: "Gaffke's bound of jackknife values",
  gaffke: "Gaffke's bound",
  // of comparisons that are older than Gaffke's bound here
  jackknife_t: 'jackknife t-test',
  paired_t: 'paired t-test',
  wilcoxon: 'Wilcoxon signed-rank test',
  sign: 'sign test',
  mcnemar_exact: "McNemar's exact test",
  paired_bootstrap: 'paired bootstrap',
  approximate_randomisation: 'approximate randomisation',
}

export function testName(test: string): string {
  return new Map<string, string>(Object.entries(names)).get(test) ?? test
}
