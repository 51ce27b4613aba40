//! What the names of fields and attributes say about identifiers: `product_id`, `data-sku`,
//! `objectID`, `linked_product_sku`.

/// What a name says of the identifier it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite) struct Named {
    pub(in crate::rewrite) family: Family,
    /// Whether the name says that it is a product's: `product_id`, not `id`.
    pub(in crate::rewrite) explicit: bool,
    /// Whether the name says that it is another product's: `linked_product_sku`.
    pub(in crate::rewrite) other: bool,
}

impl Named {
    /// Reads the name of a field or attribute; `None` if it names no product's identifier.
    pub(in crate::rewrite) fn read(name: &str) -> Option<Self> {
        let name = name.strip_prefix("data-").unwrap_or(name);
        let mut named = Self { family: Family::Id, explicit: false, other: false };
        let family = identifier(name, &mut named);
        family.map(|family| Self { family, ..named })
    }
}

/// Which identifiers may be compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::rewrite) enum Family {
    Id,
    Sku,
    Code,
    Gtin,
    Slug,
}

/// The family of a product's identifier; what else the name says is noted in `says`.
fn identifier(name: &str, says: &mut Named) -> Option<Family> {
    let mut family = None;
    for word in Words(name) {
        let mut buffer = [0; 16];
        let word = lower(word, &mut buffer)?;
        let named = match word {
            "id" | "ids" | "asin" | "asins" | "gid" | "uid" | "uuid" | "guid" => Some(Family::Id),
            // A reference in a normalised store; the name says what it is for.
            "ref" if name == "__ref" => {
                says.explicit = true;
                Some(Family::Id)
            }
            "objectid" | "productid" | "productids" | "itemid" | "listid" | "usitemid" => {
                says.explicit = true;
                Some(Family::Id)
            }
            "sku" | "skus" | "spu" | "mpn" => Some(Family::Sku),
            "code" | "codes" => Some(Family::Code),
            "ean" | "gtin" | "gtin8" | "gtin12" | "gtin13" | "gtin14" | "ean13" | "upc"
            | "isbn" | "barcode" => Some(Family::Gtin),
            "slug" | "handle" | "urlkey" | "rewrite" => Some(Family::Slug),
            "key" | "link" | "url" => None,
            // Of a product, and nothing about which.
            "product" | "products" | "item" | "items" | "listing" | "listings" | "object"
            | "article" | "articles" | "ad" | "ads" | "list" | "hit" | "us" => {
                says.explicit = true;
                None
            }
            // Of another one.
            "linked" | "related" | "similar" | "cross" | "sell" | "up" | "upsell" | "crosssell"
            | "grouped" | "parent" | "recommended" | "associated" => {
                says.other = true;
                None
            }
            "main" | "master" | "external" | "legacy" | "all" | "visible" => None,
            _ => return None,
        };
        family = named.or(family);
        if word == "key" && family.is_none() {
            family = Some(Family::Slug).filter(|_| name.to_ascii_lowercase().contains("url"));
        }
    }
    family
}

fn lower<'b>(word: &str, buffer: &'b mut [u8; 16]) -> Option<&'b str> {
    let into = buffer.get_mut(..word.len())?;
    into.copy_from_slice(word.as_bytes());
    into.make_ascii_lowercase();
    std::str::from_utf8(into).ok()
}

/// The words of `product_id`, `productId` and `objectID`.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start_matches(|c: char| !c.is_alphanumeric());
        if text.is_empty() {
            return None;
        }
        let mut before = ' ';
        let end = text.char_indices().find_map(|(at, c)| {
            let begins = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
            before = c;
            (at > 0 && begins).then_some(at)
        });
        let (word, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
        self.0 = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_are_another_ones() {
        for (key, other) in [("linked_product_sku", true), ("main_sku", false), ("sku", false)] {
            assert_eq!(Named::read(key).unwrap().other, other, "{key}");
        }
    }

    #[test]
    fn identifiers_have_families() {
        for (key, family, explicit) in [
            ("id", Some(Family::Id), false),
            ("_id", Some(Family::Id), false),
            ("objectID", Some(Family::Id), true),
            ("productId", Some(Family::Id), true),
            ("product_ids", Some(Family::Id), true),
            ("usItemId", Some(Family::Id), true),
            ("linked_product_sku", Some(Family::Sku), true),
            ("related_ids", Some(Family::Id), false),
            ("sku", Some(Family::Sku), false),
            ("data-sku", Some(Family::Sku), false),
            ("data-product-id", Some(Family::Id), true),
            ("allIds", Some(Family::Id), false),
            ("__ref", Some(Family::Id), true),
            ("url_key", Some(Family::Slug), false),
            ("link_rewrite", Some(Family::Slug), false),
            ("handle", Some(Family::Slug), false),
            ("store_id", None, false),
            ("website_ids", None, false),
            ("category_id", None, false),
            ("name", None, false),
        ] {
            let named = Named::read(key);
            let seen = named.map(|named| (named.family, named.explicit));
            assert_eq!(seen, family.map(|family| (family, explicit)), "{key}");
        }
    }
}
