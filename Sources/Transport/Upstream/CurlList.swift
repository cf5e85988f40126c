import CCurl

/// A linked list of strings for libcurl, freed with its owner. libcurl copies the strings, not the list.
@safe final class CurlList {
    let head: UnsafeMutablePointer<curl_slist>

    /// A list of those strings, at least one; each must end with a zero byte. Nothing when memory is short.
    init?(_ lines: [[UInt8]]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            let next = unsafe line.withUnsafeBytes { bytes in
                unsafe curl_slist_append(list, bytes.assumingMemoryBound(to: CChar.self).baseAddress)
            }
            guard let next = unsafe next else {
                unsafe curl_slist_free_all(list)
                return nil
            }
            unsafe list = unsafe next
        }
        guard let list = unsafe list else { return nil }
        unsafe head = unsafe list
    }

    deinit { unsafe curl_slist_free_all(head) }
}
