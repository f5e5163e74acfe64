import { UserList } from '../../admin/user-list.tsx'

export default function UsersPage() {
  return <UserList />
}
