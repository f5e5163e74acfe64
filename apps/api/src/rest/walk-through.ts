/** The first things that people do over HTTP, in order; a test follows it with curl. */
export const walkThrough = `## A first evaluation

\`ASSAY_URL\` is where Assay is, \`ASSAY_API_KEY\` a key of yours. Upload a file (CSV, TSV, JSONL, JSON or Parquet) with
what models are given in \`examples\` and good answers in \`ground_truth\`, and wait until it is read:

\`\`\`sh
auth="Authorization: Bearer $ASSAY_API_KEY"
api="$ASSAY_URL/api/v1"
field() { sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }
dataset=$(curl -fsS -H "$auth" -F file=@news.csv -F name=news "$api/datasets/upload" | sed 's/,.*//' | field id)
curl -fsS -H "$auth" "$api/datasets/$dataset?wait_seconds=30"
\`\`\`

Say what the data are for, and evaluate models, one run each:

\`\`\`sh
json="Content-Type: application/json"
experiment=$(curl -fsS -H "$auth" -H "$json" "$api/experiments" \\
  -d '{"name":"news","dataset_id":"'$dataset'","task":{"type":"summarization"}}' | sed 's/,.*//' | field id)
curl -fsS -H "$auth" -H "$json" "$api/experiments/$experiment/runs" \\
  -d '{"models":["lead-3","textrank"],"metrics":["rouge"]}'
\`\`\`

Follow a run, or ask until none goes on any more; then compare. The answer ends with a verdict:

\`\`\`sh
while curl -fsS -H "$auth" "$api/runs?experiment_id=$experiment" | grep -q '"state":"\\(queued\\|running\\)"'; do sleep 1; done
comparison=$(curl -fsS -H "$auth" -H "$json" "$api/experiments/$experiment/comparisons" -d '{}' | sed 's/,.*//' | field id)
curl -fsS -H "$auth" "$api/comparisons/$comparison?wait_seconds=30" | field sentence
\`\`\`
`
