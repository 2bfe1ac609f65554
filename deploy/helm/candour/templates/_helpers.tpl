{{- define "candour.labels" -}}
app.kubernetes.io/name: candour
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "candour.fences" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* What all three processes know. */}}
{{- define "candour.inner" -}}
- {name: CANDOUR_MODE, value: production}
- {name: CANDOUR_LOG_LEVEL, value: {{ .Values.logLevel | quote }}}
- {name: CANDOUR_RASA_URL, value: "http://127.0.0.1:5005"}
- {name: CANDOUR_ACTIONS_URL, value: "http://127.0.0.1:5055"}
- {name: CANDOUR_DATA_DIR, value: /var/lib/candour/data}
- {name: CANDOUR_DRAFT_KEYS, value: /run/candour/draft-keys}
- name: CANDOUR_INTERNAL_TOKEN
  valueFrom: {secretKeyRef: {name: {{ .Values.secretName | quote }}, key: internal-token}}
{{- if gt (int .Values.replicas) 1 }}
- name: CANDOUR_REDIS_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secretName | quote }}, key: redis-url}}
{{- end }}
{{- end }}

{{/* What the gateway and the actions know besides. */}}
{{- define "candour.outer" -}}
{{ include "candour.inner" . }}
- {name: CANDOUR_HOST, value: "0.0.0.0"}
- {name: CANDOUR_METRICS, value: "0.0.0.0:9108"}
- {name: CANDOUR_PUBLIC_URL, value: {{ .Values.publicUrl | quote }}}
- {name: CANDOUR_RECIPIENTS, value: /etc/candour/recipients.txt}
- {name: CANDOUR_RECIPIENTS_ROOT, value: {{ .Values.recipients.root | quote }}}
- name: CANDOUR_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secretName | quote }}, key: database-url}}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name | quote }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{- define "candour.places" -}}
- {name: data, mountPath: /var/lib/candour}
- {name: keys, mountPath: /run/candour}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "candour.recipients" -}}
- {name: recipients, mountPath: /etc/candour, readOnly: true}
{{- end }}
