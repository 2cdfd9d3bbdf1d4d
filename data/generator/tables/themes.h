/*
 * themes.h
 *		Themes of categories: what they have in common, and the words of their titles.
 *
 * All words are invented.  Lists of words are kept as one string with '|' between
 * the words, because a list of a dozen short words reads better on one line than
 * as a dozen C strings; split_words() splits them once at the start.
 */
#ifndef THEMES_H
#define THEMES_H

typedef enum ThemeId
{
	T_BOOK, T_MEDIA, T_GIFT, T_PET, T_FOOD, T_HEALTH, T_BEAUTY, T_APPAREL, T_JEWELRY, T_ELECTRONICS, T_HOME,
	T_KITCHEN, T_CLEANING, T_TOYS, T_OFFICE, T_CRAFT, T_TOOLS, T_AUTO, T_GARDEN, T_SPORT, T_BABY, THEME_COUNT
} ThemeId;

/*
 * In templates, %b is a brand, %N the noun of the category, %a an adjective,
 * %f a feature, %v a variant, %s a size, %u an audience and # a number.  Books
 * and media use the features for their subjects.
 */
typedef struct Theme
{
	int median_cents;	  /* of the theme's composed categories */
	int price_spread;	  /* log2 of the price: standard deviation in 100ths */
	int tilt;			  /* growth beyond that of all shopping, per mille and year */
	int reorder;		  /* percent of lines that buy something bought before, if there is such */
	int several;		  /* percent of lines with a quantity above one */
	const char *openings; /* templates of a title's beginning */
	const char *parts;	  /* templates of what may follow */
	const char *adjectives;
	const char *features;
	const char *variants;
	const char *sizes;
	const char *audiences;
	const char *modifiers; /* composed categories are modifier + noun */
	const char *nouns;
} Theme;

#define COMMON_OPENINGS "%b %N|%b %a %N|%b %a %N|%b %a %a %N|%a %N by %b|%a %a %N by %b"
#define COMMON_PARTS "%f|%f|%f|%f|%f|%f|%v|%s|for %u"
#define COLOURS "Black|White|Navy Blue|Charcoal Grey|Forest Green|Rose Pink|Beige|Burgundy|Teal|Sky Blue|" \
	"Light Brown|Lavender|Mustard Yellow|Silver|Multicolor"

static const Theme themes[THEME_COUNT] = {
	[T_BOOK] = {
		1199, 85, -160, 1, 2,
		"The %a %n|The %n of the %a %n|%a %n|A %n for the %a %n|%f: A %a Guide|The %n and the %n|"
		"%f for Beginners|The Little Book of %f|The %a %n's %n|Everyday %f|%f in # Days|%n, %n and %f|"
		"How to Think About %f|A %a History of %f",
		"A Novel|%v|%v|The %a %n Series, Book #|# Ways to Live with %f|A Memoir of %f|Stories of the %a %n|"
		"%f for %u|The Complete Guide to %f",
		"Silent|Golden|Hidden|Last|Crooked|Winter|Paper|Hollow|Distant|Burning|Quiet|Salt|Midnight|Borrowed|"
		"Patient|Northern|Forgotten|Wild|Honest|Unlikely",
		"Bread Baking|Watercolor|Home Repair|Public Speaking|Modern Gardening|Data Modeling|Family Finance|"
		"Mindful Eating|Algebra|World Mythology|Weeknight Cooking|Bird Watching|Creative Writing|"
		"Organic Chemistry|Knitting|American Rivers|Puppy Training|Sleep|Friendship|City Planning",
		"Paperback Edition|Revised Edition|Second Edition|Illustrated|Large Print|Boxed Set|"
		"Anniversary Edition|With Workbook",
		"Edition #",
		"Kids|Parents|Students|Teachers|Curious People|Busy Families",
		"Pocket|Student",
		"Harbor|Lantern|Orchard|Daughter|Mapmaker|River|Kingdom|Promise|Garden|Fox|Letter|Mountain|Season|"
		"Clockwork|Sparrow|Island|Bridge|Archive|Stranger|Lighthouse"
	},
	[T_MEDIA] = {
		1399, 80, -90, 2, 2,
		"The %a %f [%N]|%a %f [%N]|%f of %a %f - %N|%b: The %a %f [%N]|%N: %f %f|The %f and the %f [%N]|"
		"%N - The %a %f",
		"%v|%s|Season #|The Complete Collection|Volume #|with Bonus Tracks|Live at the %f",
		"Electric|Crimson|Velvet|Broken|Endless|Neon|Lonely|Second|Silver|Restless|Lucky|Northbound",
		"Highway|Summer|Heartbeat|Galaxy|Avenue|Carnival|Detective|Horizon|Thunder|Waltz|Frontier|"
		"Masquerade|Echo|Getaway|Skyline",
		"Deluxe Edition|Remastered|Blu-ray|DVD|Widescreen|Special Edition|Limited Edition|Digital Copy",
		"# Discs|#-Disc Set|# Minutes",
		"Family|Teens|Collectors",
		"Vinyl|Digital|Collector|Documentary|Vintage|Karaoke|Concert|Animated",
		"Record|Soundtrack|Film Set|Game Disc|Audio Cassette|Sheet Music|Video Tape|Media Sleeve|Song Book|"
		"Game Card|Movie Poster"
	},
	[T_GIFT] = {
		5000, 90, -50, 5, 4,
		"%b %v Gift Card|%b Gift Card|%b eGift Card|%b Gift Card in a %a Box|%b Gift Card in a %a Tin|"
		"%b %v Gift Cards, Multipack of #|%b Physical Gift Card in a %a Card",
		"",
		"Birthday|Holiday|Thank You|Snowflake|Gold Reveal|Floral|Graduation|Baby Stripes",
		"Email Delivery",
		"Coffee|Grill|Pizza|Outfitters|Bakery|Movies|Rides|Games|Home|Spa",
		"Multipack",
		"Everyone",
		"Reload",
		"Gift Card"
	},
	[T_PET] = {
		1299, 85, 70, 85, 8,
		COMMON_OPENINGS, COMMON_PARTS,
		"Grain Free|Natural|Crunchy|Tender|Washable|Durable|Gentle|Freeze Dried|Vet Approved|Small Batch",
		"with Real Chicken|Rich in Omega Oils|No Artificial Colors|Supports Healthy Joints|Easy to Digest|"
		"Non-Slip Bottom|Chew Resistant Stitching|Odor Control|High Protein Recipe|Made with Brown Rice|"
		"Calming Formula|Resealable Bag|Safe for Daily Use",
		"Chicken & Rice|Salmon|Beef & Barley|Turkey & Pumpkin|Duck & Pea|Lamb|Tuna in Gravy|Grey|Blue",
		"# lb Bag|# Count|#-Pack|# oz Cans, Case of #|Pack of #|Small|Medium|Large",
		"Adult Dogs|Puppies|Indoor Cats|Kittens|Senior Dogs|Small Breeds|Rabbits and Guinea Pigs|Parakeets",
		"Puppy|Kitten|Aquarium|Bird|Rabbit|Reptile|Hamster|Senior Dog",
		"Training Pad|Grooming Brush|Chew Treat|Water Bowl|Travel Carrier|Nail Clipper|Shampoo Bar|"
		"Scratch Post|Bedding Liner|Cage Mat|Heat Lamp|Food Scoop"
	},
	[T_FOOD] = {
		899, 90, 110, 55, 12,
		COMMON_OPENINGS, COMMON_PARTS,
		"Organic|Roasted|Unsalted|Sweetened|Gluten Free|Whole Grain|Spicy|Dark|Classic|Kosher|Low Sodium|"
		"Crispy",
		"No Added Sugar|Non GMO|Ready in # Minutes|Single Serve Packets|Vegan Friendly|Keto Friendly|"
		"Good Source of Fiber|Resealable Pouch|Great for Lunch Boxes|No Preservatives|Slow Roasted|"
		"# Grams of Protein per Serving|Family Recipe|Product of the Pacific Coast",
		"Dark Chocolate|Vanilla Bean|Sea Salt|Honey Almond|Cinnamon Apple|Lemon Ginger|Original|"
		"Peanut Butter|Smoky Barbecue|Wild Berry|Garlic & Herb",
		"# Ounce|Pack of #|# Count|# oz, Pack of #|#.# Ounce|# fl oz Bottles|Case of #",
		"Snacking|Baking|Kids|the Office|Hiking|Coffee Makers|Salads and Soups",
		"Organic|Smoked|Frozen|Dried|Spiced|Instant|Pickled|Sprouted|Roasted",
		"Bean Dip|Rice Cake|Pancake Syrup|Pasta Shell|Lentil Mix|Mushroom Powder|Salad Dressing|Berry Jam|"
		"Granola Cluster|Tofu Block|Pepper Flake|Broth Cube"
	},
	[T_HEALTH] = {
		1399, 80, 55, 58, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Extra Strength|Daily|Vegan|Fast Acting|Non-Drowsy|High Potency|Sugar Free|Buffered|Chewable|Raw",
		"Third Party Tested|Supports Immune Health|No Fillers|# mg per Serving|Promotes Restful Sleep|"
		"Easy to Swallow|Non GMO and Gluten Free|Doctor Formulated|Made in a Certified Facility|"
		"with Black Pepper Extract|Bone and Joint Support|Energy and Metabolism Support|Time Release Formula",
		"Unflavored|Berry Flavor|Orange Flavor|Lemon Lime|Mint|Tropical Punch",
		"# Capsules|# Tablets|# Softgels|# Count|# Servings|Pack of #|# fl oz",
		"Women|Men|Adults|Seniors|Athletes|Men and Women",
		"Knee|Wrist|Sinus|Sleep|Digestive|Foot|Travel|Back|Eye",
		"Support Wrap|Relief Patch|Herbal Drop|Care Kit|Pill Organizer|Cooling Gel|Test Strip|"
		"Compression Sleeve|Balm Stick|Massage Roller|Heating Pad|Rinse Bottle"
	},
	[T_BEAUTY] = {
		1099, 80, 50, 30, 4,
		COMMON_OPENINGS, COMMON_PARTS,
		"Hydrating|Matte|Fragrance Free|Nourishing|Brightening|Long Lasting|Silky|Sulfate Free|Cruelty Free|"
		"Vegan",
		"with Hyaluronic Acid|Infused with Argan Oil|Dermatologist Tested|for All Skin Types|"
		"Lightweight Formula|Vitamin C and E|Non Greasy Finish|Reduces Look of Fine Lines|"
		"Travel Friendly Bottle|Smooths and Defines|Water Resistant up to # Hours|with Aloe and Shea Butter|"
		"Salon Quality Results",
		"Rose|Coconut|Lavender|Unscented|Nude Beige|Deep Brown|Cherry Red|Ivory|Golden Blonde|Eucalyptus",
		"# fl oz|# oz|Pack of #|# ml|Set of #|# Count",
		"Dry Skin|Sensitive Skin|Curly Hair|Oily Skin|Fine Hair|Women and Men|Mature Skin",
		"Travel|Bamboo|Silicone|Charcoal|Argan|Salon|Mini|Rose|Coconut",
		"Makeup Sponge|Lash Curler|Nail File|Hair Roller|Face Roller|Lip Mask|Cuticle Cream|Brow Pencil|"
		"Body Scrub|Spray Bottle|Beard Oil|Shower Cap"
	},
	[T_APPAREL] = {
		2099, 75, 55, 3, 2,
		COMMON_OPENINGS "|%u %N by %b|%b %u %a %N|%b %u %N|%b %u %a %a %N", "%f|%f|%f|%f|%f|%f|%f|%v|%s",
		"Casual|Slim Fit|High Waisted|Breathable|Soft|Stretch|Lightweight|Oversized|Classic|Vintage|Cozy|"
		"Ribbed",
		"Moisture Wicking Fabric|with Pockets|Crew Neck|Long Sleeve|Machine Washable|Quick Dry|"
		"Tagless Comfort|Elastic Waistband|Relaxed Fit|Reinforced Seams|Cotton Blend|Non Slip Sole|"
		"Adjustable Straps|Button Down Front|Regular and Plus Sizes",
		COLOURS,
		"Small|Medium|Large|X-Large|XX-Large|Size #|#-Pack|# Pairs|#\" Inseam",
		"Womens|Mens|Girls|Boys|Unisex Adult|Toddlers|Juniors",
		"Linen|Fleece|Denim|Thermal|Knit|Running|Wool|Satin|Corduroy",
		"Vest|Jumpsuit|Cardigan|Legging|Poncho|Scarf|Overall|Blazer|Kimono|Neck Gaiter|Work Apron|Ankle Sock"
	},
	[T_JEWELRY] = {
		1399, 85, 30, 2, 2,
		COMMON_OPENINGS, COMMON_PARTS,
		"Dainty|Hypoallergenic|Gold Plated|Sterling Silver|Vintage|Minimalist|Stackable|Waterproof|Braided|"
		"Genuine",
		"Cubic Zirconia Stones|Adjustable Chain|Gift Box Included|Nickel Free|Tarnish Resistant|"
		"Magnetic Clasp|Stainless Steel Buckle|RFID Blocking|Polarized Lenses|Personalized Initial|"
		"Lightweight Frame|Hand Finished Edges",
		"Gold|Rose Gold|Silver|Black Leather|Brown|Turquoise|Pearl White|Two Tone",
		"# mm|# Pairs|#\" Chain|Set of #|#-Pack",
		"Women|Men|Teen Girls|Bridesmaids|Mom|Everyday Wear",
		"Charm|Leather|Crystal|Pearl|Titanium|Travel|Wooden|Enamel|Beaded",
		"Anklet|Cufflink|Brooch|Locket|Watch Box|Ring Holder|Hair Pin|Bangle|Tie Clip|Key Fob|Coin Purse"
	},
	[T_ELECTRONICS] = {
		1799, 115, -30, 7, 4,
		COMMON_OPENINGS, "%f|%f|%f|%f|%f|%f|%v|%s|Compatible with %u",
		"Wireless|Braided|Fast Charging|Portable|Universal|Rechargeable|Noise Cancelling|Ultra Slim|"
		"Waterproof|High Speed|Foldable|Dual Band",
		"USB C to USB A|Built-in Microphone|# Hour Battery Life|Plug and Play|Shockproof Corners|4K Ultra HD|"
		"LED Indicator|Overcharge Protection|Anti-Scratch Coating|Bluetooth 5.# Connection|Magnetic Mount|"
		"Supports Wireless Charging|#W Output|Touch Control|Aluminum Housing|Tempered Glass",
		"Black|Space Grey|White|Silver|Midnight Blue|Rose Gold|Clear",
		"#ft|#-Pack|#GB|# Inch|#mAh|Pack of #|#\" Screen",
		"Most Phones|Laptops|Tablets|Home Theater|Smart TV|Game Consoles|Travel|Desktop PC|Car Dashboard",
		"Smart|Solar|Gaming|Fiber Optic|Bluetooth|Rackmount|Action Camera|Coaxial|Dash",
		"Signal Booster|Cable Sleeve|Lens Filter|Docking Station|Voltage Meter|Antenna Mast|Memory Reader|"
		"Wall Charger|Controller Grip|Cooling Pad|Doorbell Chime|Turntable Belt"
	},
	[T_HOME] = {
		2199, 95, 70, 3, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Modern|Farmhouse|Plush|Blackout|Rustic|Ultra Soft|Hypoallergenic|Adjustable|Minimalist|Decorative|"
		"Sturdy",
		"Easy Assembly|Machine Washable|Thermal Insulated|Non Slip Backing|Solid Wood Legs|Warm White Light|"
		"Deep Pocket|Fade Resistant|Wrinkle Free Microfiber|Hidden Zipper|Space Saving Design|"
		"Remote Control Included|Wall Mounted|Hardware Included|All Season Comfort",
		COLOURS,
		"Queen Size|King Size|Twin Size|#\" x #\"|#\" Wide|Set of #|#-Tier|#-Pack|# Panels",
		"Bedroom|Living Room|Bathroom|Kids Room|Entryway|Home Office|Dorm Room|Nursery",
		"Velvet|Rattan|Ceramic|Bamboo|Metal|Oak|Marble|Folding|Linen",
		"Accent Table|Throw Cover|Vase|Wall Clock|Bed Skirt|Storage Ottoman|Door Mat|Lamp Shade|Closet Rod|"
		"Laundry Hamper|Shower Curtain|Photo Ledge"
	},
	[T_KITCHEN] = {
		1599, 90, 70, 6, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Nonstick|Stainless Steel|BPA Free|Insulated|Collapsible|Stackable|Leakproof|Heavy Duty|Reusable|"
		"Ceramic",
		"Dishwasher Safe|Oven Safe to # Degrees|with Airtight Lids|Easy Grip Handle|Double Wall Vacuum|"
		"Food Grade Silicone|Keeps Drinks Cold for # Hours|Microwave Safe|Removable Drip Tray|"
		"Pour Over Design|Adjustable Thickness|Measurement Marks|Rust Resistant",
		COLOURS,
		"# oz|# Quart|Set of #|# Cup|# Inch|#-Piece|#-Pack|# Count|#\" Diameter",
		"Home Chefs|Camping|Meal Prep|Coffee Lovers|Baking|Restaurants|Small Kitchens",
		"Cast Iron|Glass|Copper|Bamboo|Silicone|Electric|Mini|Porcelain|Outdoor",
		"Garlic Press|Spice Rack|Cutting Board|Egg Cooker|Cake Stand|Bread Box|Tea Infuser|Soup Ladle|"
		"Waffle Iron|Wine Stopper|Ice Mold|Napkin Holder"
	},
	[T_CLEANING] = {
		1399, 80, 70, 28, 7,
		COMMON_OPENINGS, COMMON_PARTS,
		"Heavy Duty|Concentrated|Plant Based|Unscented|Multi Surface|Disposable|Tear Resistant|Septic Safe|"
		"Foaming",
		"Removes Tough Stains|Fresh Linen Scent|Drawstring Closure|Streak Free Shine|Cuts Through Grease|"
		"No Harsh Chemicals|Biodegradable Formula|Works on Hardwood and Tile|Extra Absorbent Layers|"
		"Eliminates Odors at the Source|Free of Dyes|Safe Around Kids and Pets",
		"Lavender|Lemon|Ocean Breeze|Fragrance Free|Citrus|Pine",
		"# Count|# fl oz|Pack of #|# Rolls|# Loads|# Gallon|# oz Refill",
		"Kitchen and Bath|Floors|Laundry|Glass and Mirrors|Carpets|Stainless Steel",
		"Microfiber|Bathroom|Drain|Window|Carpet|Oven|Reusable|Steam",
		"Mop Refill|Scrub Pad|Duster Head|Stain Remover|Descaling Tablet|Dish Wand|Lint Sheet|Squeegee|"
		"Trash Liner|Polish Cloth|Bleach Pen|Air Freshener"
	},
	[T_TOYS] = {
		1699, 85, 15, 2, 3,
		COMMON_OPENINGS, COMMON_PARTS,
		"Educational|Remote Control|Plush|Collectible|Magnetic|Glow in the Dark|Wooden|Interactive|Giant|"
		"Sensory",
		"Ages # and Up|STEM Learning Fun|for 2 to # Players|Includes # Pieces|Great Birthday Gift|"
		"Fast Family Fun|Articulated Joints|Storage Bag Included|No Batteries Needed|Encourages Imagination|"
		"Soft and Huggable|Easy to Learn Rules|Party Favors and Stocking Stuffers",
		"Dinosaurs|Space Rangers|Farm Friends|Unicorn|Race Team|Mermaid|Dragon|Rainbow",
		"# Pieces|#-Pack|#\" Tall|Set of #|# Cards",
		"Kids|Toddlers|Boys and Girls|Family Game Night|Adults and Teens|Preschoolers|Collectors",
		"Wooden|Water|Magnetic|Plush|Foam|Musical|Bath|Inflatable|Dress Up",
		"Puppet|Play Tent|Marble Run|Train Track|Doll House|Slime Kit|Spinning Top|Kite|Toy Sword|Card Game|"
		"Bubble Wand|Ride On"
	},
	[T_OFFICE] = {
		1199, 85, 45, 10, 6,
		COMMON_OPENINGS, COMMON_PARTS,
		"Fine Point|Ruled|Self Adhesive|Heavyweight|Ergonomic|Refillable|Clear|Spiral Bound|Letter Size|"
		"Assorted",
		"Smooth Quick Drying Ink|Acid Free Paper|Laser and Inkjet Compatible|Peel and Seal|Tabbed Dividers|"
		"Smudge Proof|Holds up to # Sheets|Monthly and Weekly Pages|High Yield|Perforated Pages|"
		"Non-Slip Base|Writes on Most Surfaces",
		"Black Ink|Blue Ink|Assorted Colors|White|Pastel Colors|Kraft Brown",
		"# Count|#-Pack|# Sheets|Box of #|#\" x #\"|Pack of #",
		"Home Office|School|Teachers|Shipping|Students|Small Business|Bullet Journals",
		"Desktop|Hanging|Magnetic|Recycled|Legal|Expanding|Laminated|Mesh",
		"File Folder|Desk Pad|Pencil Cup|Binder Clip|Index Card|Paper Tray|Label Maker|Bookend|Stapler|"
		"White Board|Push Pin|Name Badge"
	},
	[T_CRAFT] = {
		1199, 80, 50, 5, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Acrylic|Non Toxic|Vibrant|Assorted|Double Sided|Glitter|Water Based|Soft|Premium|Self Healing",
		"Rich Pigments|Ideal for Scrapbooking|Blends Smoothly|Precut Shapes|Washable and Safe|"
		"Step by Step Guide|for Canvas, Wood and Fabric|Includes Storage Case|Weather Resistant|Low Odor|"
		"Soft and Easy to Knit|Permanent Bond",
		"Metallic|Pastel|Primary Colors|Ivory|Neon|Earth Tones|Rainbow",
		"# Colors|# Pieces|# Yards|# oz|#-Pack|#\" x #\"|Set of #",
		"Beginners|Kids|Artists|Card Making|Resin Crafts|Classrooms|Party Decorations",
		"Quilting|Felt|Resin|Embroidery|Clay|Leather|Macrame|Candle",
		"Hoop|Bead Kit|Stencil Set|Needle Case|Cutting Mat|Mold Tray|Dye Pack|Ribbon Roll|Loom|Wax Bead|"
		"Sketch Pad|Glue Stick"
	},
	[T_TOOLS] = {
		1499, 100, 65, 7, 6,
		COMMON_OPENINGS, COMMON_PARTS,
		"Heavy Duty|Cordless|Galvanized|Adjustable|Universal|Brushed Nickel|Waterproof|Compact|"
		"Energy Saving|Brass",
		"Lifetime Replacement|Corrosion Resistant|Fits Standard Outlets|Easy Installation|Carbon Steel Blade|"
		"#V Battery Included|Non Slip Handle|Leak Proof Seal|Mounting Screws Included|Dimmable|#00 Lumens|"
		"High Temperature Rated|Indoor and Outdoor Use",
		"Black|Chrome|Brushed Nickel|Bronze|White|Yellow",
		"#-Pack|# Piece Set|# Inch|# ft|1/#\"|Pack of #",
		"Garage|Bathroom|Kitchen Faucets|Woodworking|Plumbing|Drywall|Outdoor Use",
		"Cordless|Hex|Pipe|Magnetic|Folding|Masonry|Digital|Copper|Angle",
		"Socket Set|Clamp|Level Gauge|Drill Guide|Wire Stripper|Hinge|Faucet Valve|Work Light|Sanding Disc|"
		"Door Latch|Caulk Gun|Rivet Tool"
	},
	[T_AUTO] = {
		1899, 100, 65, 3, 4,
		COMMON_OPENINGS, COMMON_PARTS,
		"Universal|Heavy Duty|All Weather|Custom Fit|Chrome|Replacement|Waterproof|Synthetic|Tinted|Premium",
		"Fits Most Cars and Trucks|Direct Replacement|Easy Clip Installation|UV Protection|Anti Slip Backing|"
		"Reduces Engine Noise|Tool Free Setup|OE Quality Materials|Long Lasting Gloss|#V Power Socket",
		"Black|Carbon Fiber|Grey|Red|Tan|Chrome",
		"#-Pack|# Piece Set|# oz|#\" Wide|Set of #",
		"Cars|SUVs and Trucks|Motorcycles|RVs|Sedans|Pickup Trucks",
		"Truck|Motorcycle|Trailer|Headlight|Engine|Tire|Steering|Brake",
		"Floor Liner|Wiper Blade|Seat Organizer|Air Filter|Wax Spray|Tie Down|Fuse Kit|Mirror Cover|"
		"Cup Insert|Sun Shade|Gear Knob|Oil Funnel"
	},
	[T_GARDEN] = {
		1699, 95, 65, 5, 6,
		COMMON_OPENINGS, COMMON_PARTS,
		"Outdoor|Solar Powered|Heirloom|Weatherproof|Organic|Expandable|Hanging|Foldable|Galvanized|"
		"Rust Proof",
		"Repels Mosquitoes|Drought Tolerant|UV Resistant Fabric|Drip Free Nozzle|Easy to Grow|"
		"Pet Safe Formula|Sturdy Steel Frame|Attracts Hummingbirds|Feeds up to # Weeks|Automatic Shut Off|"
		"Covers # Square Feet",
		"Green|Terracotta|Brown|Grey|Mixed Colors|Bronze",
		"#-Pack|# ft|# Gallon|#\" Tall|# lb|Set of #",
		"Patio|Vegetable Beds|Indoor Plants|Lawn|Backyard|Camping|Raised Beds",
		"Solar|Raised Bed|Hanging|Terracotta|Patio|Lawn|Hummingbird|Compost",
		"Planter Box|Hose Nozzle|Plant Stake|Bird Bath|Seed Tray|Pest Trap|Fire Pit|Rain Gauge|Garden Glove|"
		"Soil Mix|Tree Wrap|Wind Chime"
	},
	[T_SPORT] = {
		1899, 90, 40, 3, 3,
		COMMON_OPENINGS, COMMON_PARTS,
		"Lightweight|Adjustable|Non Slip|Foldable|Pro Grade|Breathable|Insulated|Tactical|Weighted|Compact",
		"Sweat Resistant|Carrying Bag Included|High Density Foam|Extra Thick|Quick Release Buckle|"
		"Padded Straps|Tested for # Miles|Reflective Details|Full Body Workout|Shock Absorbing Liner|"
		"Holds up to #0 Pounds",
		"Black|Neon Green|Navy|Orange|Camo|Purple|Grey",
		"#-Pack|# lb|# L|#\" Long|Set of #|# Inch",
		"Home Gym|Hiking|Running|Yoga|Fishing|Cycling|Youth Players|Camping",
		"Yoga|Fishing|Cycling|Climbing|Golf|Swim|Tennis|Hunting|Ski",
		"Grip Tape|Ball Pump|Resistance Loop|Knee Pad|Lure Box|Goggle|Gear Bag|Helmet Liner|Training Cone|"
		"Hydration Pack|Bike Lock|Score Board"
	},
	[T_BABY] = {
		1699, 80, 20, 15, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Gentle|BPA Free|Organic Cotton|Hypoallergenic|Foldable|Washable|Silicone|Newborn|Soft|Leak Proof",
		"Pediatrician Recommended|Easy to Clean|Machine Washable|Grows with Your Child|Anti Colic Vent|"
		"Tear Free Formula|Up to # Hours of Dryness|One Hand Fold|No Harsh Fragrance|Safe for Teething",
		"Grey Stars|Blush|Sage Green|Cloud White|Woodland Animals|Blue Whales",
		"# Count|#-Pack|# Months|Set of #|#\" x #\"",
		"Newborns|Infants|Toddlers|Boys and Girls|Parents|Daycare",
		"Diaper|Stroller|Nursing|Crib|Bath|Teething|Toddler|Car Seat",
		"Organizer|Blanket|Bib Set|Bottle Brush|Changing Mat|Night Light|Wipe Case|Safety Gate|Pacifier Clip|"
		"Mobile|Booster|Sock Set"
	}
};

#endif /* THEMES_H */
