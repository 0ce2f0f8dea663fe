/// How far a pull is, from the lines the engine reports: one percentage over all layers, which never falls.
///
/// A layer counts by its size where that is known, else as the average of the known ones; downloading is the first 70 %
/// of it, unpacking the rest. Layers that were there already do not count.
struct PullProgress: Hashable, Sendable {
    private struct Layer: Hashable {
        /// 0...1.
        var done: Double
        /// In bytes.
        var size: Double?
    }

    private var layers: [String: Layer] = [:]
    private(set) var percent = 0

    /// No image has as many; a bound for what an engine can make us remember.
    private static let mostLayers = 1024
    private static let downloadShare = 0.7

    /// Takes a line in; `percent` is current after that.
    mutating func note(_ line: PullLine) {
        guard let id = line.id, let status = line.status else { return }
        guard layers[id] != nil || layers.count < Self.mostLayers else { return }
        var layer = layers[id] ?? Layer(done: 0, size: nil)
        switch status {
        case "Pulling fs layer", "Waiting":
            break
        case "Downloading":
            layer.size = layer.size ?? line.size
            layer.done = max(layer.done, line.fraction * Self.downloadShare)
        case "Verifying Checksum", "Download complete":
            layer.done = max(layer.done, Self.downloadShare)
        case "Extracting":
            layer.size = layer.size ?? line.size
            layer.done = max(layer.done, Self.downloadShare + line.fraction * (1 - Self.downloadShare))
        case "Pull complete":
            layer.done = 1
        default:
            // "Already exists", or a line about the whole image, whose `id` is its tag.
            return
        }
        layers[id] = layer
        // 100 is for the end: the engine still registers the image after the last layer.
        percent = max(percent, min(99, Int(average * 100)))
    }

    private var average: Double {
        let sizes = layers.values.compactMap(\.size)
        let usual = sizes.isEmpty ? 1 : sizes.reduce(0, +) / Double(sizes.count)
        var done = 0.0
        var all = 0.0
        for layer in layers.values {
            done += layer.done * (layer.size ?? usual)
            all += layer.size ?? usual
        }
        return all > 0 ? done / all : 0
    }
}

extension PullLine {
    fileprivate var size: Double? {
        guard let total = progressDetail?.total, total > 0 else { return nil }
        return Double(total)
    }

    /// 0...1; 0 where the engine does not say.
    fileprivate var fraction: Double {
        guard let size, let current = progressDetail?.current, current > 0 else { return 0 }
        return min(1, Double(current) / size)
    }
}
