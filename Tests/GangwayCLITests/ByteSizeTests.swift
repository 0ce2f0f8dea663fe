import Testing

@testable import GangwayCLI

struct ByteSizeTests {
    @Test(
        "sizes are read as Docker's command line reads them",
        arguments: [("0", 0), ("512", 512), ("1k", 1024), ("2M", 2 << 20), ("8g", 8 << 30), ("8GB", 8 << 30)])
    func read(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test("anything else is no size", arguments: ["", "g", "b", "-1", "1.5g", "8x", "8 g", "9999999999g", "١k"])
    func notRead(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }
}
