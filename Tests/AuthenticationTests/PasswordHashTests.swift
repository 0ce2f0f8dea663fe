import Testing

@testable import Authentication

struct PasswordHashTests {
    /// Made by Python's `hashlib.scrypt` with salt 0, 1, … 15.
    private static let known =
        "$scrypt$ln=10,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$W/Rtq72Htgcz3Syd3hrCAGsXSEqmMzUBgphIKWl53WE"

    @Test("A hash computed by another implementation is verified")
    func knownHash() throws {
        let hash = try PasswordHash(text: Self.known)
        #expect(try hash.matches("pässword"))
        #expect(try !hash.matches("password"))
        #expect(try !hash.matches("pässword "))
        #expect(try !hash.matches(""))
        #expect(hash.text == Self.known)
    }

    @Test("A password matches its hash, and each hash has its own salt")
    func roundTrip() throws {
        let first = try PasswordHash(of: "correct horse", cost: 10)
        let second = try PasswordHash(of: "correct horse", cost: 10)
        #expect(first.text != second.text)
        #expect(first.text.hasPrefix("$scrypt$ln=10,r=8,p=1$"))
        for hash in [first, second] {
            let read = try PasswordHash(text: hash.text)
            #expect(try read.matches("correct horse"))
            #expect(try !read.matches("correct horses"))
        }
    }

    @Test("The standard cost is the one that stands in the text")
    func standardCost() throws {
        let hash = try PasswordHash(of: "x")
        #expect(hash.text.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
        #expect(try hash.matches("x"))
    }

    @Test("An empty password has no hash, and a cost out of range is not computed")
    func refusedPasswords() {
        #expect(throws: PasswordError.empty) { try PasswordHash(of: "", cost: 10) }
        #expect(throws: PasswordError.unsupportedHash) { try PasswordHash(of: "x", cost: 9) }
        #expect(throws: PasswordError.unsupportedHash) { try PasswordHash(of: "x", cost: 18) }
    }

    @Test("A decoy has the cost that was asked for, and matches nothing")
    func decoy() throws {
        let decoy = PasswordHash.decoy(cost: 11)
        #expect(decoy.text.hasPrefix("$scrypt$ln=11,r=8,p=1$"))
        #expect(try !decoy.matches(""))
        #expect(try !decoy.matches("x"))
        #expect(PasswordHash.decoy(cost: 11).text != decoy.text)
    }

    @Test(
        "Other functions, unknown or costly parameters and other lengths are refused",
        arguments: [
            ("", ""), ("scrypt", "argon2id"), ("ln=10", "ln=9"), ("ln=10", "ln=18"), ("ln=10", "ln=63"),
            ("ln=10", "ln=010"), ("ln=10", "ln=-10"), ("ln=10,r=8", "r=8,ln=10"), ("r=8", "r=16"), ("p=1", "p=2"),
            ("p=1", "p=1,x=3"), (",p=1", ""), ("$AAEC", "$!AEC"), ("$AAECAwQF", "$"), ("53WE", ""), ("53WE", "53WE="),
            ("53WE", "53WE$"), ("$scrypt", "scrypt"), ("$scrypt", " $scrypt"), ("53WE", "53WEAAAA"),
        ])
    func refusedTexts(part: String, replacement: String) {
        let text = part.isEmpty ? "" : Self.known.replacing(part, with: replacement, maxReplacements: 1)
        #expect(text != Self.known)
        #expect(throws: PasswordError.unsupportedHash) { try PasswordHash(text: text) }
    }
}
