import Glibc
import Testing

@testable import SFTP

struct StatusCodeTests {
    @Test(
        "an errno becomes the status that OpenSSH's server gives",
        arguments: [
            (ENOENT, StatusCode.noSuchFile), (ENOTDIR, .noSuchFile), (EBADF, .noSuchFile), (ELOOP, .noSuchFile),
            (EPERM, .permissionDenied), (EACCES, .permissionDenied), (EINVAL, .badMessage),
            (ENAMETOOLONG, .badMessage), (ENOSYS, .unsupported), (EEXIST, .failure), (ENOSPC, .failure), (0, .ok),
        ])
    func mapping(errno: Int32, code: StatusCode) {
        #expect(StatusCode(errno: errno) == code)
    }
}
