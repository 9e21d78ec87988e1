import DurableFiles
import Outside
import SystemPackage
import Testing

@testable import Words

@Suite("The name of a reason, for programs")
struct CodesTests {
    @Test("is a case's name for every reason of every room, and never a sentence or a field")
    func everyCase() {
        for room in ReasonSamples.rooms {
            for reason in room.reasons {
                let code = reason.code
                #expect(code.first?.isLowercase == true, "\(room.name): \(reason)")
                #expect(
                    code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) },
                    "\(room.name): \(reason)")
                #expect(!["operation", "place", "kind", "what"].contains(code), "\(reason)")
            }
        }
    }

    @Test("of a file is what was found, what the system said, or what was tried")
    func files() {
        let codes: [(FileError, String)] = [
            (FileError(.read, "a", .invalidArgument, finding: .changed), "changed"),
            (FileError(.open, "a", .noSuchFileOrDirectory), "notFound"),
            (FileError(.write, "a", .noSpace), "diskFull"),
            (FileError(.write, "a", .ioError), "cannotWrite"),
        ]
        for (error, code) in codes { #expect(VaultError(error).reason.code == code) }
    }

    @Test("of what holds another room's reason is that one's")
    func held() {
        let error = FileError(.open, "a", .permissionDenied)
        #expect(VaultError(wrapping: error).reason.code == "notPermitted")
        #expect(VaultError.interrupted.reason.code == "interruption")
        #expect(VaultError(.refused, "noDraft", .noDraft).reason.code == "noDraft")
    }
}
