import { DeviceCode } from '../../../settings/device-code.tsx'
import { KeyList } from '../../../settings/key-list.tsx'
import { NewKey } from '../../../settings/new-key.tsx'
import { settingsTexts } from '../../../texts/settings.ts'
import { Section } from '../../../ui/section.tsx'

export default function KeysPage() {
  return (
    <>
      <Section title={settingsTexts.keys} how={settingsTexts.key.how}>
        <NewKey />
        <KeyList />
      </Section>
      <Section title={settingsTexts.devices} how={settingsTexts.device.how}>
        <DeviceCode />
      </Section>
    </>
  )
}
